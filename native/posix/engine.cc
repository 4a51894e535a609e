// The engine's two faces: what other threads call, and the loop of its own thread.
#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <tuple>

namespace rxicmp {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;

uint64_t tickOf(int64_t ns) { return static_cast<uint64_t>(ns / kNsPerMs); }

// The first tick that is not before `ns`: nothing is early.
uint64_t tickAfter(int64_t ns) { return static_cast<uint64_t>((ns + kNsPerMs - 1) / kNsPerMs); }

bool isPermission(int error) { return error == EACCES || error == EPERM; }

}  // namespace

std::unique_ptr<Backend> createBackend(std::function<void()> wake) { return std::make_unique<Engine>(std::move(wake)); }

Engine::Engine(std::function<void()> wake)
    : mailbox_(std::move(wake)), wheel_(TimerOf{&requests_}, tickOf(monotonicNs())), cookieState_(randomBits()) {
  int fds[2] = {-1, -1};
  if (pipe(fds) == 0) {
    for (int fd : fds) {
      fcntl(fd, F_SETFD, FD_CLOEXEC);
      fcntl(fd, F_SETFL, O_NONBLOCK);
    }
  }
  wakeReadFd_ = fds[0];
  wakeWriteFd_ = fds[1];
  // Without the pipe nothing could stop the thread. What went wrong is open()'s to report.
  startError_ = wakeReadFd_ < 0 ? EMFILE : pthread_create(&thread_, nullptr, &Engine::enter, this);
}

Engine::~Engine() {
  if (startError_ == 0) {
    Command stop;
    stop.kind = Command::Kind::stop;
    post(std::move(stop));
    pthread_join(thread_, nullptr);
  }
  if (wakeReadFd_ >= 0) close(wakeReadFd_);
  if (wakeWriteFd_ >= 0) close(wakeWriteFd_);
}

double Engine::now() const { return static_cast<double>(monotonicNs()) / kNsPerMs; }

// ---- Callers' side ---------------------------------------------------------------------------------------------------

std::unique_ptr<Lane> Engine::openLane(uint8_t family, bool dontFragment, const Address& source, int& error) {
  // No two sockets of this process have the same one: an answer without a cookie could not be told apart.
  static std::atomic<uint16_t> lastIdentifier{static_cast<uint16_t>(randomBits())};
  const uint16_t identifier = ++lastIdentifier;
  int pingError = 0, rawError = 0;
  auto socket = IcmpSocket::open(family, SocketKind::ping, dontFragment, identifier, source, pingError);
  if (!socket) socket = IcmpSocket::open(family, SocketKind::raw, dontFragment, identifier, source, rawError);
  if (!socket) {
    // Out of descriptors is no matter of permission, whichever of the two it was.
    error = isPermission(rawError) && (pingError == EMFILE || pingError == ENFILE) ? pingError : rawError;
    return nullptr;
  }
  return std::make_unique<Lane>(std::move(socket), family, dontFragment, source);
}

int Engine::ensureLane(uint8_t family, bool dontFragment) {
  bool& ready = laneReady_[family == 6][dontFragment];
  if (ready) return 0;
  int error = 0;
  Command command;
  command.kind = Command::Kind::lane;
  command.lane = openLane(family, dontFragment, {}, error);
  if (!command.lane) return error;
  receiveBuffer_ = command.lane->socket->receiveBuffer();
  post(std::move(command));
  ready = true;
  return 0;
}

int Engine::open(int family) {
  if (startError_ != 0) return startError_;
  return ensureLane(static_cast<uint8_t>(family), false);
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

int Engine::accept(const RequestBlock& block, const uint8_t* payload, SyncWaiter* waiter) {
  Command command;
  command.kind = Command::Kind::send;
  command.slot = block.slot;
  Request& request = command.request;
  request.generation = block.generation;
  request.destination = makeAddress(block.family, block.destination, block.scopeId);
  request.notBefore = waiter == nullptr ? nsOf(block.notBefore) : 0;
  request.timeout = block.timeout;
  request.lateWindow = waiter == nullptr ? block.lateWindow : 0;
  request.payloadSize = block.payloadSize;
  request.bits = block.bits;
  request.flags = block.flags;

  const bool rare = waiter != nullptr || block.ttl >= 0 || block.tos >= 0 || block.interfaceIndex != 0 ||
                    block.replySize != 0 || (block.bits & (kCallerPayload | kHasSource)) != 0;
  if (rare) {
    request.rare = std::make_unique<RareOptions>();
    request.rare->waiter = waiter;
    request.rare->replySize = block.replySize;
    request.rare->send.ttl = block.ttl;
    request.rare->send.tos = block.tos;
    request.rare->send.interfaceIndex = block.interfaceIndex;
    if ((block.bits & kHasSource) != 0) {
      request.rare->send.source = makeAddress(block.family, block.source, block.interfaceIndex);
      if (const int error = checkSource(request.rare->send.source)) return error;
    }
    if (request.callerPayload()) request.rare->payload.assign(payload, payload + block.payloadSize);
  }
  if (const int error = ensureLane(block.family, (block.flags & kDontFragment) != 0)) return error;
  post(std::move(command));
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
  post(std::move(command));
}

void Engine::post(Command command) {
  bool wake;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    commands_.push_back(std::move(command));
    wake = sleeping_;
    sleeping_ = false;
  }
  // A full pipe means that a wake-up is on its way already.
  if (wake && write(wakeWriteFd_, "", 1) < 0) return;
}

Counters Engine::counters() const {
  std::lock_guard<std::mutex> lock(countersMutex_);
  return published_;
}

std::vector<SocketProbe> Engine::probeSockets() const {
  std::vector<SocketProbe> probes;
  for (const uint8_t family : {uint8_t{4}, uint8_t{6}}) {
    for (const SocketKind kind : {SocketKind::ping, SocketKind::raw}) {
      int error = 0;
      IcmpSocket::open(family, kind, false, static_cast<uint16_t>(randomBits()), {}, error);
      probes.push_back({family, kind, error});
    }
  }
  return probes;
}

std::vector<NetworkInterface> Engine::interfaces() const {
  std::vector<NetworkInterface> found;
  struct if_nameindex* const all = if_nameindex();
  for (auto* entry = all; entry != nullptr && entry->if_index != 0; entry++) {
    found.push_back({entry->if_name, entry->if_index});
  }
  if (all != nullptr) if_freenameindex(all);
  return found;
}

// ---- The engine's thread ---------------------------------------------------------------------------------------------

void* Engine::enter(void* engine) {
  static_cast<Engine*>(engine)->run();
  return nullptr;
}

void Engine::run() {
  prepareEngineThread();
  while (!stopping_) {
    // The clock is read before the commands are taken: whatever was cancelled before its time is never sent.
    const int64_t now = monotonicNs();
    takeCommands();
    // Before time goes on: a thread that had to wait for a processor, or was stopped, finds answers that came in time.
    for (const auto& lane : lanes_) {
      if (lane->busy()) receiveFrom(*lane);
    }
    advance(tickOf(now));
    sendDue();
    // First: who has a completion finds it counted.
    publishCounters();
    mailbox_.put(outbox_);
    sleep();
  }
  // A thread that waits in sendSync() must not wait for ever.
  for (uint32_t slot = 0; slot < requests_.size(); slot++) {
    if (requests_[slot].state != Request::State::none) finish(slot);
  }
}

void Engine::takeCommands() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    taken_.swap(commands_);
  }
  for (Command& command : taken_) {
    switch (command.kind) {
      case Command::Kind::send: begin(command.slot, std::move(command.request)); break;
      case Command::Kind::cancel: drop(command.slot, command.request.generation); break;
      case Command::Kind::lane: lanes_.push_back(std::move(command.lane)); break;
      case Command::Kind::stop: stopping_ = true; break;
    }
  }
  taken_.clear();
  // A burst may have made it large. Not shrink_to_fit(): that does nothing without exceptions.
  if (taken_.capacity() > kKeptCommands) std::vector<Command>().swap(taken_);
}

void Engine::begin(uint32_t slot, Request&& request) {
  if (slot >= requests_.size()) requests_.resize(std::max<size_t>(slot + 1, requests_.size() * 2));
  Request& kept = requests_[slot];
  kept = std::move(request);
  kept.manyResponders =
      kept.destination.multicast() || kept.destination.limitedBroadcast() || isBroadcast(kept.destination);
  if (kept.manyResponders && !kept.rare) kept.rare = std::make_unique<RareOptions>();
  largestReply_ = std::max(largestReply_, kept.payloadSize + kLargestHeaders);
  if (kept.notBefore > 0) {
    kept.state = Request::State::waiting;
    armTimer(slot, kept.notBefore);
  } else {
    kept.state = Request::State::queued;
    ready_.push_back(slot);
  }
}

void Engine::drop(uint32_t slot, uint32_t generation) {
  if (slot < requests_.size() && requests_[slot].generation == generation) finish(slot);
}

void Engine::advance(uint64_t tick) {
  const auto before = static_cast<ptrdiff_t>(due_.size());
  wheel_.advance(tick, [this](uint32_t slot) { expire(slot); });
  // The wheel does not keep the order within a tick.
  std::sort(due_.begin() + before, due_.end(), [this](uint32_t a, uint32_t b) {
    const Request &first = requests_[a], &second = requests_[b];
    return std::tie(first.notBefore, first.generation) < std::tie(second.notBefore, second.generation);
  });
}

void Engine::expire(uint32_t slot) {
  Request& request = requests_[slot];
  Completion completion;
  switch (request.state) {
    case Request::State::waiting:
      request.state = Request::State::queued;
      due_.push_back(slot);
      return;
    case Request::State::sent: {
      const bool nobody = !request.manyResponders || request.rare->responders.empty();
      const bool last = request.lateWindow <= 0;
      if (nobody) counters_.timedOut++;
      request.state = Request::State::timedOut;
      armTimer(slot, request.sentAt + nsOf(request.timeout + request.lateWindow));
      if (!nobody && !last) return;
      completion.phase = nobody ? Phase::outcome : Phase::end;
      completion.status = nobody ? kRequestTimedOut : kPending;
      completion.bits = last ? kFinal : 0;
      break;
    }
    default:
      completion.phase = Phase::end;
      completion.status = kPending;
      completion.bits = kFinal;
  }
  deliver(slot, completion);
}

void Engine::armTimer(uint32_t slot, int64_t deadlineNs) { wheel_.arm(slot, tickAfter(deadlineNs)); }

// Subnet broadcasts look like any other address; the interfaces tell them apart.
bool Engine::isBroadcast(const Address& address) {
  if (address.family != 4) return false;
  constexpr int64_t kStale = 10'000 * kNsPerMs;
  const int64_t now = monotonicNs();
  if (broadcastsReadAt_ == 0 || now - broadcastsReadAt_ > kStale) {
    broadcastsReadAt_ = now;
    broadcasts_.clear();
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) == 0) {
      for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
        const bool v4 = entry->ifa_addr != nullptr && entry->ifa_addr->sa_family == AF_INET;
        if (v4 && (entry->ifa_flags & IFF_BROADCAST) != 0 && entry->ifa_broadaddr != nullptr) {
          broadcasts_.push_back(fromSockaddr(entry->ifa_broadaddr));
        }
      }
      freeifaddrs(all);
    }
  }
  return std::any_of(broadcasts_.begin(), broadcasts_.end(), [&](const Address& b) { return b.sameHost(address); });
}

void Engine::deliver(uint32_t slot, Completion completion) {
  Request& request = requests_[slot];
  const bool last = (completion.bits & kFinal) != 0;
  completion.slot = slot;
  completion.generation = request.generation;
  completion.family = request.destination.family;
  completion.sentAt = request.sentAtWall;
  completion.withData = (request.bits & kWantData) != 0;
  SyncWaiter* const waiter = request.rare ? request.rare->waiter : nullptr;
  if (waiter != nullptr) {
    std::lock_guard<std::mutex> lock(waiter->mutex);
    writeCompletion(waiter->records, completion);
  } else if (completion.phase == Phase::late || completion.phase == Phase::duplicate) {
    // A flood of afterthoughts must not fill the memory of a process whose event loop stands still.
    if (mailbox_.backlog() > kLargestBacklog) counters_.receiverDrops++;
    else writeCompletion(outbox_, completion);
  } else {
    writeCompletion(outbox_, completion);
  }
  if (last) finish(slot);
}

void Engine::finish(uint32_t slot) {
  Request& request = requests_[slot];
  wheel_.disarm(slot);
  if (request.lane != nullptr) request.lane->release(request.sequence, request.hasCookie(), monotonicNs());
  if (request.rare && request.rare->waiter != nullptr) {
    SyncWaiter& waiter = *request.rare->waiter;
    publishCounters();
    std::lock_guard<std::mutex> lock(waiter.mutex);
    waiter.done = true;
    waiter.ended.notify_one();
  }
  request = Request{};
}

void Engine::publishCounters() {
  std::lock_guard<std::mutex> lock(countersMutex_);
  published_ = counters_;
}

void Engine::sleep() {
  if (stopping_) return;
  int64_t deadline = wheel_.nextDeadline() == decltype(wheel_)::kNever
                         ? INT64_MAX
                         : static_cast<int64_t>(wheel_.nextDeadline()) * kNsPerMs;
  if (!due_.empty() || !ready_.empty()) deadline = std::min(deadline, sendBlockedUntil_);
  const int64_t now = monotonicNs();
  if (deadline <= now) return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!commands_.empty()) return;
    sleeping_ = true;
  }
  descriptors_.clear();
  descriptors_.push_back({wakeReadFd_, POLLIN, 0});
  // What still arrives on an idle socket can answer nobody, so it must not wake anybody.
  for (const auto& lane : lanes_) {
    if (lane->busy()) descriptors_.push_back({lane->socket->fd(), POLLIN, 0});
    else lane->socket->rest();
  }
  waitReadable(descriptors_, deadline == INT64_MAX ? -1 : deadline - now);
  counters_.wakeUps++;
  char drained[64];
  while (read(wakeReadFd_, drained, sizeof drained) == sizeof drained) {
  }
  std::lock_guard<std::mutex> lock(mutex_);
  sleeping_ = false;
}

}  // namespace rxicmp
