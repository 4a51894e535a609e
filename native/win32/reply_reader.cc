#include "reply_reader.h"

#include <algorithm>
#include <cstring>

#include "../backend.h"

namespace rxicmp {
namespace {

constexpr size_t kLargestOptions = 40;

// [pointer, pointer + size) if it lies in the buffer, else null: the system's pointer is checked like all else.
const uint8_t* inside(const Call& call, const void* pointer, size_t size) {
  const auto begin = reinterpret_cast<uintptr_t>(call.reply);
  const auto at = reinterpret_cast<uintptr_t>(pointer);
  if (at < begin || size > call.replySize || at - begin > call.replySize - size) return nullptr;
  return call.reply + (at - begin);
}

bool isZero(const uint8_t* bytes, size_t size) {
  return std::all_of(bytes, bytes + size, [](uint8_t byte) { return byte == 0; });
}

int16_t known(uint8_t ttl, uint8_t value) { return ttl == 0 ? int16_t{-1} : int16_t{value}; }

Reply fromRecord(const Call& call, const ICMP_ECHO_REPLY& echo) {
  Reply reply;
  reply.status = echo.Status;
  std::memcpy(reply.address, &echo.Address, sizeof echo.Address);
  reply.wholeMs = echo.RoundTripTime;
  // No packet arrives with a TTL of 0: then the system has filled in no options.
  reply.ttl = known(echo.Options.Ttl, echo.Options.Ttl);
  reply.tos = known(echo.Options.Ttl, echo.Options.Tos);
  reply.flags = echo.Options.Flags;
  // The API tells what a refusal means, not which ICMP message it was; both pointers may be anything.
  if (echo.Status != 0) return reply;
  reply.icmpType = reply.icmpCode = 0;
  if (echo.Options.OptionsSize <= kLargestOptions) {
    reply.options = inside(call, echo.Options.OptionsData, echo.Options.OptionsSize);
    reply.optionsSize = reply.options != nullptr ? echo.Options.OptionsSize : 0;
  }
  reply.data = inside(call, echo.Data, echo.DataSize);
  reply.dataSize = reply.data != nullptr ? echo.DataSize : 0;
  return reply;
}

uint32_t read4(const Call& call, const Call::Started& result, std::vector<Reply>& replies) {
  ICMP_ECHO_REPLY first;
  if (call.replySize < sizeof first) return result.error != 0 ? result.error : uint32_t{kGeneralFailure};
  std::memcpy(&first, call.reply, sizeof first);
  DWORD count = result.count;
  DWORD error = result.error;
  if (!call.parsed) {
    if (first.Status == Call::kUnwritten && first.Reserved == 0) return ERROR_NOT_ENOUGH_MEMORY;
    SetLastError(0);
    count = IcmpApi::get().parseReplies(call.reply, call.replySize);
    error = count == 0 ? GetLastError() : 0;
  }
  if (count == 0 && error == 0 && first.Status != Call::kUnwritten) error = first.Status;
  for (size_t i = 0; i < count && (i + 1) * sizeof first <= call.replySize; i++) {
    ICMP_ECHO_REPLY echo;
    std::memcpy(&echo, call.reply + i * sizeof echo, sizeof echo);
    // The count does not mean success. A refusal without a sender is the system's own.
    if (echo.Status != 0 && echo.Address == 0) error = echo.Status;
    else replies.push_back(fromRecord(call, echo));
  }
  return error;
}

// The struct does not tell the length of its data, but the I/O status does. Without that, the data ends where only
// zeros follow: bytes that were never written are zero.
size_t dataSize6(const Call& call) {
  const size_t room = call.replySize - sizeof(Icmpv6EchoReply);
  if (call.hasInformation && call.information >= sizeof(Icmpv6EchoReply)) {
    return std::min<size_t>(call.information - sizeof(Icmpv6EchoReply), room);
  }
  const size_t size = std::min<size_t>(call.payloadSize, room);
  const uint8_t* const data = call.reply + sizeof(Icmpv6EchoReply);
  const uint8_t* const differs = std::mismatch(data, data + size, call.payload).first;
  const size_t same = static_cast<size_t>(differs - data);
  return isZero(differs, size - same) ? same : size;
}

uint32_t read6(const Call& call, const Call::Started& result, std::vector<Reply>& replies) {
  Icmpv6EchoReply echo;
  if (call.replySize < sizeof echo) return result.error != 0 ? result.error : uint32_t{kGeneralFailure};
  std::memcpy(&echo, call.reply, sizeof echo);
  DWORD count = result.count;
  DWORD error = result.error;
  if (!call.parsed) {
    if (echo.status == Call::kUnwritten) return ERROR_NOT_ENOUGH_MEMORY;
    const auto parse = IcmpApi::get().parseReplies6;
    SetLastError(0);
    count = parse != nullptr ? parse(call.reply, call.replySize) : echo.status == 0;
    error = count == 0 ? GetLastError() : 0;
  }
  const bool isWritten = echo.status != Call::kUnwritten;
  if (count == 0 && error == 0 && isWritten) error = echo.status;
  // Versions differ in which refusals they count as replies. Here a refusal that names its sender is one.
  const bool isRefusal = isWritten && echo.status != 0 && !isZero(echo.address.address, sizeof echo.address.address);
  if (echo.status == 0 ? count == 0 : !isRefusal) return isWritten && error == 0 ? echo.status : error;
  Reply reply;
  reply.status = echo.status;
  std::memcpy(reply.address, echo.address.address, sizeof reply.address);
  reply.scopeId = echo.address.scopeId;
  reply.wholeMs = echo.roundTripTime;
  if (echo.status == 0) {
    reply.icmpType = 129;
    reply.icmpCode = 0;
    reply.data = call.reply + sizeof echo;
    reply.dataSize = dataSize6(call);
  }
  replies.push_back(reply);
  return error;
}

}  // namespace

uint32_t readReplies(const Call& call, const Call::Started& result, std::vector<Reply>& replies) {
  const uint32_t error = call.family == 4 ? read4(call, result, replies) : read6(call, result, replies);
  return error != 0 ? error : uint32_t{ERROR_GEN_FAILURE};
}

}  // namespace rxicmp
