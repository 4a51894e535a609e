// Writes completion records: ours, then the reply in the layout of a 64-bit process, then its data.
#pragma once

#include <vector>

#include "reply_reader.h"

namespace rxicmp {

struct Completion {
  uint32_t slot = 0;
  uint32_t generation = 0;
  uint8_t family = 4;
  Phase phase = Phase::outcome;
  uint8_t bits = 0;  // CompletionBits
  uint32_t status = 0;
  uint32_t errorNumber = 0;
  double sentAt = 0;       // epoch ms
  int64_t roundTrip = -1;  // ns, negative when there is none
  RttClock rttClock = RttClock::none;
  const Reply* reply = nullptr;  // the answer, if one came
  bool withData = false;         // append the payload that came back
};

void writeCompletion(std::vector<uint8_t>& into, const Completion& completion);

}  // namespace rxicmp
