// Writes completion records: ours, then the reply in the layout of a 64-bit Windows, then the reply's data or labels.
#pragma once

#include <cstdint>
#include <vector>

#include "reply.h"
#include "reply_layout.h"

namespace rxicmp {

struct Completion {
  uint32_t slot = 0;
  uint32_t generation = 0;
  uint8_t family = 4;
  Phase phase = Phase::outcome;
  uint8_t bits = 0;         // CompletionBits
  uint32_t status = 0;      // IP_STATUS; that of the reply, when there is one
  int32_t errorNumber = 0;  // errno or Win32 error
  double sentAt = 0;        // epoch ms
  int64_t roundTrip = -1;   // ns, negative when there is none
  RttClock rttClock = RttClock::none;
  uint32_t mtu = 0;         // of this machine, when it refused to send for its sake
  const Reply* reply = nullptr;  // null when nobody answered
  bool withData = false;         // append the data of the reply
};

void writeCompletion(std::vector<uint8_t>& into, const Completion& completion);

}  // namespace rxicmp
