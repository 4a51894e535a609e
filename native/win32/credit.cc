#include "credit.h"

#include <algorithm>
#include <cstring>

#include "../backend.h"
#include "../ticks.h"

namespace rxicmp {
namespace {

constexpr int64_t kClockTick = 16 * kNsPerMs;  // of the system's coarse clock

// memcmp(), but an empty vector's data() may be null.
bool equal(const void* a, const void* b, size_t size) { return size == 0 || std::memcmp(a, b, size) == 0; }

bool sameHost(const RequestBlock& block, const Reply& reply) {
  return std::memcmp(reply.address, block.destination, block.family == 4 ? 4 : 16) == 0;
}

// The kernel matches replies by identifier and sequence only. This checks that the bytes are the request's.
bool isProven(const RequestBlock& block, const Call& call, const Reply& reply) {
  if (reply.status != 0) return true;
  const size_t size = call.payloadSize;
  const size_t least = std::min<size_t>(size, 8);
  if (reply.dataSize < least) return false;
  if ((block.bits & kCallerPayload) == 0) return equal(reply.data, call.payload, least);
  return reply.dataSize <= size && equal(reply.data, call.payload, reply.dataSize);
}

bool isAltered(const Call& call, const Reply& reply) {
  const size_t both = std::min<size_t>(reply.dataSize, call.payloadSize);
  return reply.dataSize > call.payloadSize || !equal(reply.data, call.payload, both);
}

}  // namespace

const uint8_t* ownPayload(std::vector<uint8_t>& into, size_t size, uint64_t cookie) {
  for (size_t i = into.size(); i < size; i++) into.push_back(static_cast<uint8_t>(i));
  std::copy_n(reinterpret_cast<const uint8_t*>(&cookie), std::min<size_t>(size, sizeof cookie), into.begin());
  return into.data();
}

RoundTrip roundTripOf(const Call& call, const std::vector<Reply>& replies) {
  const int64_t measured = call.endedAt - call.startedAt;
  const int64_t counted = int64_t{replies.front().wholeMs} * kNsPerMs;
  // When the thread had to wait for a processor, it read the clock late: then the system's own count is better. The
  // same holds for several answers, because the system hands them over together.
  if (replies.size() > 1 || counted + kClockTick < measured) return {counted, RttClock::osMs};
  return {measured, RttClock::native};
}

Credited credit(const RequestBlock& block, const Call& call, const std::vector<Reply>& replies, Phase phase) {
  const bool multicast = block.family == 4 ? block.destination[0] >= 0xe0 : block.destination[0] == 0xff;
  const RoundTrip roundTrip = roundTripOf(call, replies);
  Credited result;
  auto& completions = result.completions;
  for (const Reply& reply : replies) {
    const bool again = std::any_of(completions.begin(), completions.end(), [&](const Completion& earlier) {
      return std::memcmp(earlier.reply->address, reply.address, sizeof reply.address) == 0;
    });
    // A subnet's broadcast address looks like any other one: an answer from another host shows that it is one.
    const bool many = multicast || (reply.status == 0 && !sameHost(block, reply));
    if (!isProven(block, call, reply) || (!completions.empty() && !again && !many)) {
      result.foreign++;
      continue;
    }
    Completion completion;
    completion.reply = &reply;
    completion.status = reply.status;
    completion.phase = again ? Phase::duplicate : phase;
    completion.rttClock = roundTrip.clock;
    completion.roundTrip =
        roundTrip.clock == RttClock::osMs ? int64_t{reply.wholeMs} * kNsPerMs : roundTrip.ns;
    if (sameHost(block, reply)) completion.bits |= kFromDestination;
    if (reply.status == 0 && reply.dataSize < call.payloadSize) completion.bits |= kTruncated;
    if (reply.status == 0 && isAltered(call, reply)) completion.bits |= kAltered;
    if (again) result.duplicates++;
    completions.push_back(completion);
  }
  return result;
}

uint32_t statusOfError(uint32_t error) {
  switch (error) {
    case ERROR_NETWORK_UNREACHABLE: return kNetUnreachable;
    case ERROR_HOST_UNREACHABLE: return kHostUnreachable;
    case ERROR_PROTOCOL_UNREACHABLE: return 11004;
    case ERROR_PORT_UNREACHABLE: return 11005;
    default: return error > 11000 && error <= kPending ? error : uint32_t{kGeneralFailure};
  }
}

Completion refusal(const Call& call, uint32_t error) {
  Completion completion;
  completion.bits = kFinal;
  completion.status = statusOfError(error);
  // When the caller chose the size of the reply buffer, the answer may not have fitted: then the request was sent.
  const bool isSent = call.anyReplySize && error == kGeneralFailure;
  completion.errorNumber = isSent ? 0 : static_cast<int32_t>(error);
  return completion;
}

}  // namespace rxicmp
