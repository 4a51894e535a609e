#include "completion_writer.h"

#include <cstring>
#include <limits>

#include "backend.h"

namespace rxicmp {
namespace {

constexpr size_t align(size_t size, size_t to) { return (size + to - 1) & ~(to - 1); }

uint8_t byteOf(int16_t value) { return value > 0 ? static_cast<uint8_t>(value) : uint8_t{0}; }

}  // namespace

void writeCompletion(std::vector<uint8_t>& into, const Completion& completion) {
  static constexpr Reply kNobody;
  const bool answered = completion.reply != nullptr;
  const Reply& reply = answered ? *completion.reply : kNobody;
  const bool isEcho = answered && completion.status == kSuccess;
  const bool v4 = completion.family == 4;
  const size_t dataSize = isEcho ? reply.dataSize : 0;
  const size_t copied = completion.withData ? dataSize : 0;
  const size_t optionsSize = v4 ? reply.optionsSize : 0;
  const size_t structSize = v4 ? sizeof(IcmpEchoReply) : sizeof(Icmpv6EchoReply);
  const size_t labelsSize = reply.labelsSize;
  const size_t dataOffset = structSize + align(optionsSize, 4);

  CompletionRecord record{};
  record.replySize = static_cast<uint32_t>(dataOffset + copied);
  record.size = static_cast<uint32_t>(align(sizeof record + record.replySize + labelsSize, 8));
  record.slot = completion.slot;
  record.generation = completion.generation;
  record.phase = completion.phase;
  record.bits = static_cast<uint8_t>(completion.bits | (answered ? kHasResponder : 0) |
                                     (completion.withData ? kWithData : 0));
  record.rttClock = completion.rttClock;
  record.labels = static_cast<uint8_t>(labelsSize / 4);
  record.roundTripTime = completion.roundTrip < 0 ? std::numeric_limits<double>::quiet_NaN()
                                                  : static_cast<double>(completion.roundTrip) / 1e6;
  record.sentAt = completion.sentAt;
  record.errorNumber = completion.errorNumber;
  record.mtu = answered ? reply.mtu : completion.mtu;
  record.icmpType = reply.icmpType;
  record.icmpCode = reply.icmpCode;
  record.ttl = reply.ttl;
  record.tos = reply.tos;
  record.dataSize = static_cast<uint32_t>(dataSize);

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
    echo.options.optionsSize = static_cast<uint8_t>(optionsSize);
    echo.options.optionsData = optionsSize > 0 ? structSize : 0;
    std::memcpy(body, &echo, sizeof echo);
    if (optionsSize > 0) std::memcpy(body + structSize, reply.options, optionsSize);
  } else {
    Icmpv6EchoReply echo{};
    std::memcpy(echo.address.address, reply.address, sizeof echo.address.address);
    echo.address.scopeId = reply.scopeId;
    echo.status = completion.status;
    echo.roundTripTime = reply.wholeMs;
    std::memcpy(body, &echo, sizeof echo);
  }
  if (copied > 0) std::memcpy(body + dataOffset, reply.data, copied);
  if (labelsSize > 0) std::memcpy(body + record.replySize, reply.labels, labelsSize);
}

}  // namespace rxicmp
