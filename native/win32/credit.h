// What the answers to a call mean for the request that it was made for.
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
// `phase` is that of a responder's first answer.
Credited credit(const RequestBlock& block, const Call& call, const std::vector<Reply>& replies, Phase phase);

// The IP_STATUS of a request that the system refused to send.
uint32_t statusOfError(uint32_t error);

// How a request ends that nobody answered. `error` is what readReplies() gave.
Completion refusal(const Call& call, uint32_t error);

}  // namespace rxicmp
