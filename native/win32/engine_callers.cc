// What other threads call.
#include <algorithm>

#include "engine.h"

namespace rxicmp {

int Engine::open(int family) {
  HANDLE& icmp = icmp_[family == 6];
  if (icmp != nullptr) return 0;
  const IcmpApi& api = IcmpApi::get();
  if (const DWORD error = api.missing(family)) return static_cast<int>(error);
  const HANDLE opened = family == 4 ? api.createFile() : api.createFile6();
  const DWORD error = GetLastError();
  if (opened == nullptr || opened == INVALID_HANDLE_VALUE) return static_cast<int>(std::max<DWORD>(error, 1));
  icmp = opened;
  return 0;
}

void Engine::send(const RequestBlock& block, const uint8_t* payload) {
  Command command;
  command.kind = Command::Kind::send;
  command.slot = block.slot;
  command.request.block = block;
  command.request.notBefore = nsOf(block.notBefore);
  if ((block.bits & kCallerPayload) != 0) command.request.payload.assign(payload, payload + block.payloadSize);
  post(std::move(command));
}

void Engine::cancel(uint32_t slot, uint32_t generation) {
  Command command;
  command.kind = Command::Kind::cancel;
  command.slot = slot;
  command.request.block.generation = generation;
  post(std::move(command));
}

void Engine::post(Command command) {
  std::lock_guard<std::mutex> lock(mutex_);
  commands_.push_back(std::move(command));
  wakeThread();
}

void Engine::wakeThread() {
  if (sleeping_) SetEvent(wake_);
  sleeping_ = false;
}

Counters Engine::counters() const {
  std::lock_guard<std::mutex> lock(countersMutex_);
  Counters sum = published_;
  sum.sent += syncCounters_.sent;
  sum.received += syncCounters_.received;
  sum.timedOut += syncCounters_.timedOut;
  sum.foreign += syncCounters_.foreign;
  sum.duplicates += syncCounters_.duplicates;
  sum.sendWaits += syncCounters_.sendWaits;
  return sum;
}

}  // namespace rxicmp
