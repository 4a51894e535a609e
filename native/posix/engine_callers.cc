// What other threads call.
#include <errno.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>

#include "engine.h"
#include "system.h"

namespace rxicmp {
namespace {

// Rounded up: no time-out is early.
float atLeast(double ms) {
  const auto near = static_cast<float>(ms);
  return static_cast<double>(near) < ms ? std::nextafter(near, INFINITY) : near;
}

bool isPermission(int error) { return error == EACCES || error == EPERM; }

}  // namespace

std::unique_ptr<Lane> Engine::openLane(uint8_t family, bool dontFragment, const Address& source,
                                       const Address& egress, int& error) {
  // Every socket of this process has its own identifier: nothing else tells apart answers without a cookie.
  static const Permutation identifiers({randomBits(), randomBits()});
  static std::atomic<uint16_t> next{0};
  const uint16_t identifier = identifiers(next++);
  int pingError = 0, rawError = 0;
  auto socket = IcmpSocket::open(family, SocketKind::ping, dontFragment, identifier, source, pingError);
  if (!socket || !socket->tellsRefusals()) {
    auto raw = IcmpSocket::open(family, SocketKind::raw, dontFragment, identifier, source, rawError);
    if (raw) socket = std::move(raw);
  }
  if (!socket || !socket->tellsRefusals()) {
    // If the ping socket failed because descriptors were used up, that is the reason to tell, not the missing
    // permission.
    error = isPermission(rawError) && (pingError == EMFILE || pingError == ENFILE) ? pingError : rawError;
    return nullptr;
  }
  return std::make_unique<Lane>(std::move(socket), family, dontFragment, source, egress);
}

int Engine::ensureLane(uint8_t family, bool dontFragment) {
  bool& ready = laneReady_[family == 6][dontFragment];
  if (ready) return 0;
  int error = 0;
  Command command;
  command.kind = Command::Kind::lane;
  command.lane = openLane(family, dontFragment, {}, {}, error);
  if (!command.lane) return error;
  receiveBuffer_ = command.lane->socket->receiveBuffer();
  post(std::move(command), kNoHurry);
  ready = true;
  return 0;
}

int Engine::open(uint8_t family, bool dontFragment) {
  if (startError_ != 0) return startError_;
  return ensureLane(family, dontFragment);
}

// Whether an address is of this machine, without sending anything.
int Engine::checkSource(const Address& source) {
  const int fd = socket(source.family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
  if (fd < 0) return errno;
  sockaddr_storage name;
  const socklen_t length = toSockaddr(source, name);
  const int error = bind(fd, reinterpret_cast<sockaddr*>(&name), length) == 0 ? 0 : errno;
  close(fd);
  return error;
}

// Whether the system sends these IPv4 options: it checks them here by the same code as in a send.
int Engine::checkIpOptions(const uint8_t* options, size_t size) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) return errno;
  const int error = setsockopt(fd, IPPROTO_IP, IP_OPTIONS, options, static_cast<socklen_t>(size)) == 0 ? 0 : errno;
  close(fd);
  return error;
}

int Engine::accept(const RequestBlock& block, const uint8_t* payload, SyncWaiter* waiter) {
  Command command;
  command.kind = Command::Kind::send;
  command.slot = block.slot;
  Request& request = command.request;
  request.generation = block.generation;
  request.destination = makeAddress(block.family, block.destination, block.scopeId);
  request.notBefore = waiter == nullptr ? nsOf(block.notBefore) : 0;
  request.timeout = atLeast(block.timeout);
  request.payloadSize = static_cast<uint16_t>(block.payloadSize);
  constexpr uint8_t kOfEngine = Request::kDontFragment | Request::kManyResponders;
  request.bits = block.bits & static_cast<uint8_t>(~kOfEngine);
  if ((block.flags & kDontFragment) != 0) request.bits |= Request::kDontFragment;
  request.deliverWithin = waiter == nullptr ? block.deliverWithin : uint16_t{0};

  const double lateWindow = waiter == nullptr ? block.lateWindow : 0;
  const bool rare = waiter != nullptr || lateWindow > 0 || block.ttl >= 0 || block.tos >= 0 || block.interfaceIndex != 0 ||
                    block.replySize != 0 || block.optionsSize > 0 || (block.bits & (kCallerPayload | kHasSource)) != 0;
  if (rare) {
    request.rare = std::make_unique<RareOptions>();
    request.rare->waiter = waiter;
    request.rare->lateWindow = lateWindow;
    request.rare->replySize = block.replySize;
    request.rare->send.ttl = block.ttl;
    request.rare->send.tos = block.tos;
    request.rare->send.interfaceIndex = block.interfaceIndex;
    if (block.optionsSize > 0) {
      if (const int error = checkIpOptions(block.optionsData, block.optionsSize)) return error;
      request.rare->send.ipOptionsSize = block.optionsSize;
      std::memcpy(request.rare->send.ipOptions, block.optionsData, block.optionsSize);
    }
    if ((block.bits & kHasSource) != 0) {
      request.rare->send.source = makeAddress(block.family, block.source, block.interfaceIndex);
      if (const int error = checkSource(request.rare->send.source)) return error;
    }
    if (request.callerPayload()) request.rare->payload.assign(payload, payload + block.payloadSize);
  }
  if (const int error = ensureLane(block.family, (block.flags & kDontFragment) != 0)) return error;
  // The engine may learn of it together with the next request.
  const int64_t due = (block.bits & kMoreFollow) != 0 ? kNoHurry : request.notBefore;
  post(std::move(command), due);
  return 0;
}

int Engine::send(const RequestBlock& block, const uint8_t* payload) { return accept(block, payload, nullptr); }

int Engine::sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) {
  SyncWaiter waiter;
  if (const int error = accept(block, payload, &waiter)) return error;
  std::unique_lock<std::mutex> lock(waiter.mutex);
  waiter.ended.wait(lock, [&] { return waiter.done; });
  records.swap(waiter.records);
  return 0;
}

void Engine::cancel(uint32_t slot, uint32_t generation) {
  Command command;
  command.kind = Command::Kind::cancel;
  command.slot = slot;
  command.request.generation = generation;
  // The engine takes this command before it sends anything, whenever it wakes.
  post(std::move(command), kNoHurry);
}

// `due`: when the engine has to know of the command. An engine that wakes by itself before then is not woken, unless
// many commands wait.
void Engine::post(Command command, int64_t due) {
  bool wake;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    commands_.push_back(std::move(command));
    wake = due < sleepsUntil_ || (sleepsUntil_ != 0 && commands_.size() >= kMostWaiting);
    if (wake) sleepsUntil_ = 0;
  }
  // A full pipe means that a wake-up is on its way already.
  if (wake && write(wakeWriteFd_, "", 1) < 0) return;
}

void Engine::flush() {
  bool wake;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wake = sleepsUntil_ != 0 && !commands_.empty();
    if (wake) sleepsUntil_ = 0;
  }
  if (wake && write(wakeWriteFd_, "", 1) < 0) return;
}

Counters Engine::counters() const {
  std::lock_guard<std::mutex> lock(countersMutex_);
  return published_;
}

}  // namespace rxicmp
