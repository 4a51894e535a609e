// Credits the answers of a call to its request.
#pragma once

#include <vector>

#include "../completion_writer.h"
#include "reply_reader.h"

namespace rxicmp {

// Fills `into` with a payload of the driver's own, which begins with a cookie.
const uint8_t* ownPayload(std::vector<uint8_t>& into, size_t size, uint64_t cookie);

struct RoundTrip {
  int64_t ns;
  RttClock clock;
};
RoundTrip roundTripOf(const Call& call, const std::vector<Reply>& replies);

struct Credited {
  std::vector<Completion> completions;
  int foreign = 0;
  int duplicates = 0;
};
// `phase`: of the first answer of each responder.
Credited credit(const RequestBlock& block, const Call& call, const std::vector<Reply>& replies, Phase phase);

// The IP_STATUS of a request that the system refused to send.
uint32_t statusOfError(uint32_t error);

// The completion of a request that nobody answered. `error` is what readReplies() returned.
Completion refusal(const Call& call, uint32_t error);

}  // namespace rxicmp
