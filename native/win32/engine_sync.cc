// The synchronous call: it blocks its caller, and does not use the engine's thread.
#include <algorithm>
#include <cmath>

#include "credit.h"
#include "engine.h"
#include "room.h"

namespace rxicmp {
namespace {

DWORD wholeMs(double timeout) {
  // The API refuses 0 in some versions.
  return static_cast<DWORD>(std::clamp(std::ceil(timeout), 1.0, 4294967294.0));
}

void sleepUntil(int64_t time) {
  for (int64_t now = monotonicNs(); now < time; now = monotonicNs()) {
    Sleep(static_cast<DWORD>(std::min<int64_t>((time - now) / 1'000'000 + 1, 1'000'000)));
  }
}

}  // namespace

int Engine::sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) {
  std::vector<uint8_t> own;
  if ((block.bits & kCallerPayload) == 0) {
    payload = ownPayload(own, block.payloadSize, cookieOf(key_, block.generation, 0, block.destination));
  }
  Counters counted;
  counted.sent = 1;
  Call* call = nullptr;
  double sentAt = 0;
  uint32_t error = 0;
  std::vector<Reply> replies;
  // Tried again while the system has no room, as an asynchronous request is.
  const int64_t until = monotonicNs() + kPatience;
  for (int64_t pause = kShortestPause;; pause = std::min(pause * 2, kLongestPause)) {
    call = Call::make(block, payload, Call::Mode::sync, nullptr);
    if (call == nullptr) return ERROR_NOT_ENOUGH_MEMORY;
    sentAt = wallMs();
    const Call::Started result = call->start(icmp_[block.family == 6], block, wholeMs(block.timeout));
    error = readReplies(*call, result, replies);
    if (!replies.empty() || !isNoRoom(error) || monotonicNs() >= until) break;
    counted.sendWaits++;
    Call::free(call);
    sleepUntil(monotonicNs() + pause);
  }

  Credited credited;
  const bool isInTime = !replies.empty() && roundTripOf(*call, replies).ns <= nsOf(block.timeout);
  if (isInTime) credited = credit(block, *call, replies, Phase::outcome);
  counted.foreign = credited.foreign;
  auto& completions = credited.completions;
  if (replies.empty() && error != kRequestTimedOut) {
    completions.push_back(refusal(*call, error));
    if (completions.back().errorNumber != 0) counted.sent = 0;
  } else if (completions.empty()) {
    sleepUntil(call->startedAt + nsOf(block.timeout));
    counted.timedOut = 1;
    Completion timedOut;
    timedOut.status = kRequestTimedOut;
    completions.push_back(timedOut);
  } else {
    counted.received = static_cast<double>(completions.size()) - credited.duplicates;
  }
  completions.back().bits |= kFinal;
  for (Completion& completion : completions) {
    completion.slot = block.slot;
    completion.generation = block.generation;
    completion.family = block.family;
    completion.sentAt = sentAt;
    completion.withData = (block.bits & kWantData) != 0;
    writeCompletion(records, completion);
  }
  Call::free(call);

  std::lock_guard<std::mutex> lock(countersMutex_);
  syncCounters_.sent += counted.sent;
  syncCounters_.received += counted.received;
  syncCounters_.timedOut += counted.timedOut;
  syncCounters_.foreign += counted.foreign;
  syncCounters_.duplicates += credited.duplicates;
  syncCounters_.sendWaits += counted.sendWaits;
  return 0;
}

}  // namespace rxicmp
