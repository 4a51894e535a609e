// How the engine hands requests to the system, and takes back those that ended.
#include <algorithm>
#include <cmath>

#include "credit.h"
#include "engine.h"
#include "room.h"

namespace rxicmp {
namespace {

constexpr size_t kBurst = 64;                   // calls before ended ones are taken back
constexpr int64_t kRaiseAfter = 1'000'000'000;  // ns without a refusal after which the system is given twice as much
constexpr size_t kLeastRoom = 64;               // the limit never falls below this
constexpr double kMargin = 50;                  // ms that the API gets beyond our own time-out

// The I/O status of a call by APC as a Win32 error.
uint32_t errorOf(LONG ioStatus) {
  constexpr LONG kNoMemory = static_cast<LONG>(0xC0000017);
  // Translated here and not by the system, because the engine acts on it.
  if (ioStatus == kNoMemory) return ERROR_NOT_ENOUGH_MEMORY;
  return std::max<ULONG>(IcmpApi::get().toDosError(ioStatus), 1);
}

// The API's own time-out comes after ours.
DWORD apiTimeout(double ms) {
  const double whole = std::ceil(ms + kMargin);
  return whole < 4294967294.0 ? static_cast<DWORD>(whole) : 0xFFFFFFFE;
}

}  // namespace

void Engine::sendDue() {
  if (due_.empty() && ready_.empty()) {
    wasFull_ = false;
    return;
  }
  for (size_t left = kBurst; left > 0; left--) {
    std::deque<Turn>& queue = due_.empty() ? ready_ : due_;
    if (queue.empty()) return;
    if (!systemHasRoom() && !raiseLimit()) {
      if (!wasFull_) counters_.sendWaits++;
      wasFull_ = true;
      return;
    }
    const Turn turn = queue.front();
    queue.pop_front();
    const Request& request = requests_[turn.slot];
    // Else the request was dropped. Its slot may belong to another request by now, which stands further back.
    if (request.state == Request::State::queued && request.block.generation == turn.generation) sendOne(turn.slot);
  }
}

void Engine::sendOne(uint32_t slot) {
  Request& request = requests_[slot];
  const RequestBlock& block = request.block;
  const bool isOwn = (block.bits & kCallerPayload) == 0;
  const uint8_t* const payload =
      isOwn ? ownPayload(payload_, block.payloadSize, cookieOf(key_, block.generation, 0, block.destination))
            : request.payload.data();
  const auto mode = (block.bits & kByApc) != 0 ? Call::Mode::apc : Call::Mode::event;
  Call* const call = Call::make(block, payload, mode, this);
  if (call == nullptr) return noRoom(slot);

  request.sentAtWall = wallMs();
  const Call::Started result =
      call->start(icmp_[block.family == 6], block, apiTimeout(block.timeout + block.lateWindow));
  request.call = call;
  request.sentAt = call->startedAt;
  request.state = Request::State::sent;
  inSystem_++;
  counters_.sent++;
  if (!result.pending) return complete(*call, result);

  armTimer(slot, request.sentAt + nsOf(block.timeout));
  if (request.notBefore > 0) {
    const double delay = static_cast<double>(request.sentAt - request.notBefore) / 1e6;
    if (delay > 2) counters_.lateBeats++;
    counters_.maxBeatDelay = std::max(counters_.maxBeatDelay, delay);
  }
  if ((block.bits & kReportSent) == 0) return;
  // Told once, even when the system has no room and the request is sent again.
  request.block.bits &= static_cast<uint8_t>(~kReportSent);
  Completion completion;
  completion.phase = Phase::sent;
  completion.status = kPending;
  deliver(slot, completion);
}

void Engine::onEvent(Call& call) {
  std::lock_guard<std::mutex> lock(mutex_);
  signalled_.push_back(&call);
  wakeThread();
}

void Engine::onApc(Call& call) { ended_.push_back(&call); }

// Whether calls have ended, and every one of them belonged to a dropped request: the system keeps such calls to their
// end.
bool Engine::takeEnded() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ended_.insert(ended_.end(), signalled_.begin(), signalled_.end());
    signalled_.clear();
  }
  // No function that this loop calls waits alertably, so no APC adds to the vector meanwhile.
  bool isForNobody = !ended_.empty();
  for (Call* call : ended_) {
    if (call->slot != Call::kNobody) isForNobody = false;
    complete(*call, {});
  }
  ended_.clear();
  return isForNobody;
}

// `result`: of a call that ended in start(), else empty.
void Engine::complete(Call& call, const Call::Started& result) {
  inSystem_--;
  if (call.parsed) {
    // A broken system may also signal a call that it refused: nobody must touch the freed call.
    std::lock_guard<std::mutex> lock(mutex_);
    std::erase(signalled_, &call);
  }
  if (call.slot != Call::kNobody) {
    requests_[call.slot].call = nullptr;
    replies_.clear();
    // Checks the I/O status first: after a failure the buffer may not have been written.
    const uint32_t error = call.ioStatus < 0 ? errorOf(call.ioStatus) : readReplies(call, result, replies_);
    if (!replies_.empty()) settle(call);
    else if (isNoRoom(error)) noRoom(call.slot);
    else if (error != kRequestTimedOut) refuse(call, error);
    // Our own timer tells the time-out.
    else if (call.parsed) armTimer(call.slot, call.startedAt + nsOf(requests_[call.slot].block.timeout));
  }
  Call::free(&call);
}

void Engine::settle(const Call& call) {
  const uint32_t slot = call.slot;
  Request& request = requests_[slot];
  const int64_t roundTrip = roundTripOf(call, replies_).ns;
  if (request.state == Request::State::sent && roundTrip > nsOf(request.block.timeout)) expire(slot);
  if (request.state == Request::State::none || roundTrip > nsOf(request.block.timeout + request.block.lateWindow)) {
    counters_.foreign++;
    return;
  }
  const bool isLate = request.state == Request::State::timedOut;
  Credited credited = credit(request.block, call, replies_, isLate ? Phase::late : Phase::outcome);
  const auto responders = static_cast<double>(credited.completions.size()) - credited.duplicates;
  counters_.foreign += credited.foreign;
  counters_.duplicates += credited.duplicates;
  counters_.received += responders;
  if (isLate) counters_.late += responders;
  // Without a proof only the call has ended: the request runs into its time-out.
  if (credited.completions.empty()) {
    if (call.parsed) armTimer(slot, request.sentAt + nsOf(request.block.timeout));
    return;
  }
  if (request.block.lateWindow > 0) {
    request.state = Request::State::answered;
    armTimer(slot, request.sentAt + nsOf(request.block.timeout + request.block.lateWindow));
  } else {
    credited.completions.back().bits |= kFinal;
  }
  for (const Completion& completion : credited.completions) deliver(slot, completion);
}

void Engine::refuse(const Call& call, uint32_t error) {
  const Completion completion = refusal(call, error);
  if (completion.errorNumber != 0) counters_.sent--;
  // Else the outcome was delivered already, and the timer tells the end of the late window.
  if (requests_[call.slot].state == Request::State::sent) deliver(call.slot, completion);
}

// Raises the limit after a time without refusals: other programs may have used the room. Returns whether there is room
// now.
bool Engine::raiseLimit() {
  const int64_t now = monotonicNs();
  if (limit_ >= kMostInSystem || now - lastRefusalAt_ < kRaiseAfter) return false;
  limit_ = std::min(limit_ * 2, kMostInSystem);
  lastRefusalAt_ = now;
  return systemHasRoom();
}

// The request waits, and its time-out starts when the system has taken it. No other request waits for it: perhaps only
// its destination is the reason, not a lack of room.
void Engine::noRoom(uint32_t slot) {
  Request& request = requests_[slot];
  if (request.state == Request::State::timedOut) return;
  if (request.state == Request::State::sent) counters_.sent--;
  wheel_.disarm(slot);
  request.state = Request::State::queued;
  counters_.sendWaits++;
  const int64_t now = monotonicNs();
  // With so many calls the system is full, and has room once one of them ends. If the request is refused even then, the
  // number of calls is not the reason.
  if (inSystem_ >= kLeastRoom && request.refusedAt == 0) {
    limit_ = std::min(inSystem_, limit_);
    request.refusedAt = lastRefusalAt_ = now;
    return due_.push_front({slot, request.block.generation});
  }
  // Other programs use most of the room and may be done soon. To wait for our own calls could take for ever.
  if (request.pause == 0) request.refusedAt = now;
  if (now - request.refusedAt >= kPatience) {
    Completion completion;
    completion.bits = kFinal;
    completion.status = kGeneralFailure;
    completion.errorNumber = ERROR_NOT_ENOUGH_MEMORY;
    request.sentAtWall = wallMs();
    return deliver(slot, completion);
  }
  request.pause = std::clamp(request.pause * 2, kShortestPause, kLongestPause);
  request.state = Request::State::waiting;
  armTimer(slot, now + request.pause);
}

}  // namespace rxicmp
