#include "completion_writer.h"

#include <cstring>
#include <limits>

namespace rxicmp {
namespace {

constexpr size_t align(size_t size, size_t to) { return (size + to - 1) & ~(to - 1); }

uint8_t byteOf(int16_t value) { return value > 0 ? static_cast<uint8_t>(value) : uint8_t{0}; }

}  // namespace

void writeCompletion(std::vector<uint8_t>& into, const Completion& completion) {
  static const Reply kNobody;
  const bool answered = completion.reply != nullptr;
  const Reply& reply = answered ? *completion.reply : kNobody;
  const bool isEcho = answered && reply.status == 0;
  const bool v4 = completion.family == 4;
  const size_t copied = completion.withData && isEcho ? reply.dataSize : 0;
  const size_t structSize = v4 ? sizeof(IcmpEchoReply) : sizeof(Icmpv6EchoReply);
  const size_t dataOffset = structSize + align(reply.optionsSize, 4);

  CompletionRecord record{};
  record.replySize = static_cast<uint32_t>(dataOffset + copied);
  record.size = static_cast<uint32_t>(align(sizeof record + record.replySize, 8));
  record.slot = completion.slot;
  record.generation = completion.generation;
  record.phase = completion.phase;
  record.bits = static_cast<uint8_t>(completion.bits | (answered ? kHasResponder : 0));
  record.rttClock = completion.rttClock;
  record.roundTripTime = completion.roundTrip < 0 ? std::numeric_limits<double>::quiet_NaN()
                                                  : static_cast<double>(completion.roundTrip) / 1e6;
  record.sentAt = completion.sentAt;
  record.errorNumber = static_cast<int32_t>(completion.errorNumber);
  // Of a refusal the API tells what it means, not what it was.
  record.icmpType = isEcho ? int16_t(v4 ? 0 : 129) : int16_t{-1};
  record.icmpCode = isEcho ? int16_t{0} : int16_t{-1};
  record.ttl = reply.ttl;
  record.tos = reply.tos;
  record.dataSize = static_cast<uint32_t>(isEcho ? reply.dataSize : 0);

  const size_t start = into.size();
  into.resize(start + record.size);
  uint8_t* const at = into.data() + start;
  std::memcpy(at, &record, sizeof record);
  uint8_t* const body = at + sizeof record;
  if (v4) {
    IcmpEchoReply echo{};
    std::memcpy(echo.address, reply.address, sizeof echo.address);
    echo.status = completion.status;
    echo.roundTripTime = reply.wholeMs;
    echo.dataSize = static_cast<uint16_t>(copied);
    echo.reserved = isEcho ? 1 : 0;
    echo.data = copied > 0 ? dataOffset : 0;
    echo.options.ttl = byteOf(reply.ttl);
    echo.options.tos = byteOf(reply.tos);
    echo.options.flags = reply.flags;
    echo.options.optionsSize = static_cast<uint8_t>(reply.optionsSize);
    echo.options.optionsData = reply.optionsSize > 0 ? structSize : 0;
    std::memcpy(body, &echo, sizeof echo);
    if (reply.optionsSize > 0) std::memcpy(body + structSize, reply.options, reply.optionsSize);
  } else {
    Icmpv6EchoReply echo{};
    std::memcpy(echo.address.address, reply.address, sizeof echo.address.address);
    echo.address.scopeId = reply.scopeId;
    echo.status = completion.status;
    echo.roundTripTime = reply.wholeMs;
    std::memcpy(body, &echo, sizeof echo);
  }
  if (copied > 0) std::memcpy(body + dataOffset, reply.data, copied);
}

}  // namespace rxicmp
