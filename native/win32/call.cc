#include "call.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "clock.h"

namespace rxicmp {
namespace {

constexpr size_t kLargestOptions = 40;
constexpr size_t kIcmpError = 8;       // "the size of an ICMP error message", says the documentation
constexpr uint8_t kWindowsTtl = 128;   // what the system sends without options
constexpr uint32_t kManyReplies = 64;  // room for as many responders to a broadcast
constexpr uint32_t kLargestRoom = 16 << 20;

constexpr size_t align8(size_t size) { return (size + 7) & ~size_t{7}; }

bool reachesMany(const RequestBlock& block) {
  const uint8_t* a = block.destination;
  if (block.family == 6) return a[0] == 0xff;
  return (a[0] & 0xf0) == 0xe0 || (a[0] & a[1] & a[2] & a[3]) == 0xff;
}

// The size that the API is told; the buffer may be larger.
uint32_t roomFor(const RequestBlock& block) {
  if (block.replySize != 0) return std::min(block.replySize, kLargestRoom);
  const size_t structSize = block.family == 4 ? sizeof(ICMP_ECHO_REPLY) : sizeof(Icmpv6EchoReply);
  const size_t one = align8(structSize + kLargestOptions + block.payloadSize + kIcmpError);
  const size_t all = one * (reachesMany(block) ? kManyReplies : 1) + sizeof(IO_STATUS_BLOCK);
  return static_cast<uint32_t>(std::min<size_t>(align8(all), kLargestRoom));
}

void fill(sockaddr_in6& name, const uint8_t* address, uint32_t scopeId) {
  name.sin6_family = AF_INET6;
  std::memcpy(&name.sin6_addr, address, 16);
  name.sin6_scope_id = scopeId;
}

}  // namespace

Call* Call::make(const RequestBlock& block, const uint8_t* payload, Mode mode, CallListener* listener) {
  const uint32_t replySize = roomFor(block);
  // At least a reply struct, whatever size the API is told: the status in it is marked below and read afterwards.
  const size_t room = align8(std::max<size_t>(replySize, sizeof(ICMP_ECHO_REPLY)));
  const size_t head = align8(sizeof(Call));
  void* const memory = std::calloc(1, head + room + block.payloadSize);
  if (memory == nullptr) return nullptr;
  Call* const call = new (memory) Call{};
  call->reply = static_cast<uint8_t*>(memory) + head;
  call->payload = call->reply + room;
  call->replySize = replySize;
  call->payloadSize = block.payloadSize;
  call->slot = block.slot;
  call->mode = mode;
  call->family = block.family;
  call->anyReplySize = block.replySize != 0;
  call->listener_ = listener;
  if (block.payloadSize > 0) std::memcpy(call->payload, payload, block.payloadSize);
  const size_t status = block.family == 4 ? offsetof(ICMP_ECHO_REPLY, Status) : offsetof(Icmpv6EchoReply, status);
  std::memcpy(call->reply + status, &kUnwritten, sizeof kUnwritten);
  call->describe(block);
  if (mode == Mode::event) {
    call->event_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (call->event_ != nullptr) call->wait_ = CreateThreadpoolWait(&Call::onWait, call, nullptr);
    if (call->wait_ == nullptr) {
      free(call);
      return nullptr;
    }
  }
  return call;
}

void Call::free(Call* call) {
  call->forgetEvent();
  std::free(call);
}

void Call::forgetEvent() {
  if (wait_ != nullptr) {
    // Its callback has told the listener, and may still be returning from there.
    WaitForThreadpoolWaitCallbacks(wait_, TRUE);
    CloseThreadpoolWait(wait_);
  }
  if (event_ != nullptr) CloseHandle(event_);
  wait_ = nullptr;
  event_ = nullptr;
}

void Call::describe(const RequestBlock& block) {
  fill(destination_, block.destination, block.scopeId);
  // IPv6 needs a source; with the unspecified address the system chooses one.
  static constexpr uint8_t kAny[16] = {};
  const bool hasSource = (block.bits & kHasSource) != 0;
  fill(source_, hasSource ? block.source : kAny, hasSource ? block.interfaceIndex : 0);
  hasOptions_ = block.ttl >= 0 || block.tos >= 0 || block.flags != 0 || block.optionsSize != 0;
  // Never a TTL of 0: it means different things in the two families.
  options_.Ttl = block.ttl >= 0 ? static_cast<UCHAR>(block.ttl) : kWindowsTtl;
  options_.Tos = block.tos >= 0 ? static_cast<UCHAR>(block.tos) : 0;
  options_.Flags = block.flags;
  options_.OptionsSize = block.optionsSize;
  std::memcpy(optionsData_, block.optionsData, sizeof optionsData_);
  options_.OptionsData = block.optionsSize > 0 ? optionsData_ : nullptr;
}

Call::Started Call::start(HANDLE icmp, const RequestBlock& block, DWORD timeout) {
  const IcmpApi& api = IcmpApi::get();
  // Before the send: the event may be set before the function has returned.
  if (mode == Mode::event) SetThreadpoolWait(wait_, event_, nullptr);
  const auto apc = mode == Mode::apc ? reinterpret_cast<PIO_APC_ROUTINE>(&Call::onApc) : nullptr;
  void* const data = payloadSize > 0 ? payload : nullptr;
  IP_OPTION_INFORMATION* const options = hasOptions_ ? &options_ : nullptr;
  DWORD count;
  startedAt = monotonicNs();
  if (family == 4) {
    ULONG from = 0, to;
    std::memcpy(&to, block.destination, sizeof to);
    if ((block.bits & kHasSource) != 0) std::memcpy(&from, block.source, sizeof from);
    count = api.sendEcho2Ex(icmp, event_, apc, this, from, to, data, static_cast<WORD>(payloadSize), options, reply,
                            replySize, timeout);
  } else {
    count = api.sendEcho26(icmp, event_, apc, this, &source_, &destination_, data, static_cast<WORD>(payloadSize),
                           options, reply, replySize, timeout);
  }
  const DWORD error = count == 0 ? GetLastError() : 0;
  if (mode != Mode::sync && count == 0 && error == ERROR_IO_PENDING) return {true, 0, 0};
  // The call has ended, so no callback is to come: the pool must not look at an event that is closed.
  if (mode == Mode::event) {
    SetThreadpoolWait(wait_, nullptr, nullptr);
    WaitForThreadpoolWaitCallbacks(wait_, TRUE);
  }
  endedAt = monotonicNs();
  parsed = true;
  return {false, count, error};
}

void Call::onWait(PTP_CALLBACK_INSTANCE, void* context, PTP_WAIT, TP_WAIT_RESULT) {
  Call& call = *static_cast<Call*>(context);
  call.endedAt = monotonicNs();
  call.listener_->onEvent(call);
}

void Call::onApc(void* context, IO_STATUS_BLOCK* io, ULONG) {
  Call& call = *static_cast<Call*>(context);
  call.endedAt = monotonicNs();
  call.ioStatus = io->Status;
  call.hasInformation = true;
  call.information = static_cast<uint32_t>(std::min<ULONG_PTR>(io->Information, call.replySize));
  call.listener_->onApc(call);
}

}  // namespace rxicmp
