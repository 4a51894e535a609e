#include "completion_writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace rxicmp {
namespace {

constexpr size_t align(size_t size, size_t to) { return (size + to - 1) & ~(to - 1); }

}  // namespace

void writeCompletion(std::vector<uint8_t>& into, const Completion& completion) {
  const Packet* packet = completion.packet;
  const bool isReply = packet != nullptr && packet->kind == Packet::Kind::echoReply;
  const size_t dataSize = isReply ? packet->payloadSize : 0;
  const size_t copied = completion.withData ? dataSize : 0;
  const size_t optionsSize = packet != nullptr && completion.family == 4 ? packet->optionsSize : 0;
  const size_t structSize = completion.family == 4 ? sizeof(IcmpEchoReply) : sizeof(Icmpv6EchoReply);
  const size_t dataOffset = structSize + align(optionsSize, 4);
  const size_t replySize = dataOffset + copied;

  CompletionRecord record{};
  record.size = static_cast<uint32_t>(align(sizeof record + replySize, 8));
  record.slot = completion.slot;
  record.generation = completion.generation;
  record.phase = completion.phase;
  record.bits = completion.bits;
  record.rttClock = completion.rttClock;
  record.roundTripTime = completion.roundTrip < 0 ? std::numeric_limits<double>::quiet_NaN()
                                                  : static_cast<double>(completion.roundTrip) / 1e6;
  record.sentAt = completion.sentAt;
  record.errorNumber = completion.errorNumber;
  record.icmpType = packet != nullptr ? packet->type : int16_t{-1};
  record.icmpCode = packet != nullptr ? packet->code : int16_t{-1};
  record.mtu = packet != nullptr ? packet->mtu : 0;
  record.ttl = packet != nullptr ? packet->ttl : int16_t{-1};
  record.tos = packet != nullptr ? packet->tos : int16_t{-1};
  record.dataSize = static_cast<uint32_t>(dataSize);
  record.replySize = static_cast<uint32_t>(replySize);
  if (packet != nullptr) record.bits |= kHasResponder;

  const size_t start = into.size();
  into.resize(start + record.size);
  uint8_t* at = into.data() + start;
  std::memcpy(at, &record, sizeof record);
  uint8_t* const reply = at + sizeof record;
  const auto wholeMs = static_cast<uint32_t>(std::max<int64_t>(completion.roundTrip, 0) / 1'000'000);

  if (completion.family == 4) {
    IcmpEchoReply echo{};
    if (packet != nullptr) std::memcpy(echo.address, packet->from.bytes, sizeof echo.address);
    echo.status = completion.status;
    echo.roundTripTime = wholeMs;
    echo.dataSize = static_cast<uint16_t>(copied);
    echo.reserved = isReply ? 1 : 0;
    echo.data = copied > 0 ? dataOffset : 0;
    echo.options.ttl = packet != nullptr && packet->ttl > 0 ? static_cast<uint8_t>(packet->ttl) : 0;
    echo.options.tos = packet != nullptr && packet->tos > 0 ? static_cast<uint8_t>(packet->tos) : 0;
    echo.options.flags = packet != nullptr ? packet->ipFlags : 0;
    echo.options.optionsSize = static_cast<uint8_t>(optionsSize);
    echo.options.optionsData = optionsSize > 0 ? structSize : 0;
    std::memcpy(reply, &echo, sizeof echo);
    if (optionsSize > 0) std::memcpy(reply + structSize, packet->options, optionsSize);
  } else {
    Icmpv6EchoReply echo{};
    if (packet != nullptr) {
      std::memcpy(echo.address.address, packet->from.bytes, sizeof echo.address.address);
      echo.address.scopeId = packet->from.scope;
    }
    echo.status = completion.status;
    echo.roundTripTime = wholeMs;
    std::memcpy(reply, &echo, sizeof echo);
  }
  if (copied > 0) std::memcpy(reply + dataOffset, packet->payload, copied);
}

}  // namespace rxicmp
