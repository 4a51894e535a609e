// The structs that cross from native code to JavaScript, byte for byte.
// src/wire/layout.ts, src/drivers/addon/requestBlocks.ts and src/drivers/addon/completionRecord.ts mirror them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rxicmp {

// ipexport.h as a 64-bit process sees it. `data` and `optionsData` hold offsets from the reply's first byte.
struct IpOptionInformation {
  uint8_t ttl;
  uint8_t tos;
  uint8_t flags;
  uint8_t optionsSize;
  uint32_t padding;
  uint64_t optionsData;
};
static_assert(sizeof(IpOptionInformation) == 16 && offsetof(IpOptionInformation, optionsSize) == 3 &&
              offsetof(IpOptionInformation, optionsData) == 8);

struct IcmpEchoReply {
  uint8_t address[4];
  uint32_t status;
  uint32_t roundTripTime;
  uint16_t dataSize;
  uint16_t reserved;
  uint64_t data;
  IpOptionInformation options;
};
static_assert(sizeof(IcmpEchoReply) == 40 && offsetof(IcmpEchoReply, data) == 16 &&
              offsetof(IcmpEchoReply, options) == 24);

#pragma pack(push, 1)
struct Ipv6AddressEx {
  uint16_t port;
  uint32_t flowInfo;
  uint8_t address[16];
  uint32_t scopeId;
};
#pragma pack(pop)

struct Icmpv6EchoReply {
  Ipv6AddressEx address;
  uint32_t status;
  uint32_t roundTripTime;
};
static_assert(sizeof(Ipv6AddressEx) == 26 && offsetof(Ipv6AddressEx, flowInfo) == 2 &&
              offsetof(Ipv6AddressEx, address) == 6 && offsetof(Ipv6AddressEx, scopeId) == 22);
static_assert(sizeof(Icmpv6EchoReply) == 36 && offsetof(Icmpv6EchoReply, status) == 28 &&
              offsetof(Icmpv6EchoReply, roundTripTime) == 32);

enum class Phase : uint8_t { sent, outcome, late, duplicate, end };
enum class RttClock : uint8_t { none, kernel, native, osMs, kernelBoth };

enum CompletionBits : uint8_t {
  kFinal = 1,
  kTruncated = 2,
  kAltered = 4,
  kFromDestination = 8,  // spares JavaScript the formatting of the address
  kHasResponder = 16,
  kUnproven = 32,  // a refusal that quotes too little of the request to prove that it is about it
  kWithData = 64,  // the request asked for the data of its replies
};

// Holds what the Windows structs have no room for. The reply struct of the handle's family and its data follow.
struct CompletionRecord {
  uint32_t size;  // of record, reply, data and labels, a multiple of 8
  uint32_t slot;
  uint32_t generation;
  Phase phase;
  uint8_t bits;
  RttClock rttClock;
  uint8_t labels;  // MPLS label stack entries behind the reply, of 4 bytes each, as they came
  double roundTripTime;  // ms, NaN when there is none
  double sentAt;         // epoch ms
  int32_t errorNumber;
  uint32_t mtu;
  int16_t icmpType;  // -1 when there is none, and so below
  int16_t icmpCode;
  int16_t ttl;
  int16_t tos;
  uint32_t dataSize;
  uint32_t replySize;  // of reply struct, options and data
};
static_assert(sizeof(CompletionRecord) == 56 && offsetof(CompletionRecord, phase) == 12 &&
              offsetof(CompletionRecord, rttClock) == 14 && offsetof(CompletionRecord, labels) == 15 &&
              offsetof(CompletionRecord, roundTripTime) == 16 && offsetof(CompletionRecord, errorNumber) == 32 &&
              offsetof(CompletionRecord, icmpType) == 40 && offsetof(CompletionRecord, tos) == 46 && offsetof(CompletionRecord, dataSize) == 48);

enum RequestBits : uint8_t {
  kCallerPayload = 1,
  kWantData = 2,
  kReportSent = 4,
  kHasSource = 8,
  kByApc = 16,       // Windows only; else by event
  kMoreFollow = 32,  // the engine need not be woken for it before flush()
  kAnyOrder = 64,    // may leave before what was sent earlier
  kConstantFlow = 128,  // has the checksum of the others of its size, where the payload is ours and has room for that
};

// One request as JavaScript writes it before it calls send(); a caller's payload is an argument of its own.
struct RequestBlock {
  uint32_t slot;
  uint32_t generation;
  double notBefore;  // ms of now(), 0 for at once
  double timeout;    // ms
  double lateWindow;
  uint8_t family;  // 4 or 6
  uint8_t bits;
  uint8_t flags;  // IP_FLAG_*
  uint8_t optionsSize;
  int16_t ttl;  // -1 for the system's
  int16_t tos;
  uint8_t destination[16];
  uint32_t scopeId;
  uint32_t interfaceIndex;
  uint8_t source[16];
  uint16_t payloadSize;
  uint16_t deliverWithin;  // 1/64 ms, rounded down
  uint32_t replySize;      // 0 for as much as the reply needs
  uint8_t optionsData[40];
};
static_assert(sizeof(RequestBlock) == 128 && offsetof(RequestBlock, family) == 32 &&
              offsetof(RequestBlock, ttl) == 36 && offsetof(RequestBlock, destination) == 40 &&
              offsetof(RequestBlock, scopeId) == 56 && offsetof(RequestBlock, source) == 64 &&
              offsetof(RequestBlock, payloadSize) == 80 && offsetof(RequestBlock, deliverWithin) == 82 &&
              offsetof(RequestBlock, optionsData) == 88);

// Whether native code can take the request without reading or writing beyond its memory. JavaScript has checked the rest.
inline bool isSound(const RequestBlock& block) {
  constexpr uint32_t kMostPayload = 65'500;
  return (block.family == 4 || block.family == 6) && block.payloadSize <= kMostPayload &&
         block.optionsSize <= sizeof block.optionsData && block.timeout >= 0 && block.lateWindow >= 0;
}

}  // namespace rxicmp
