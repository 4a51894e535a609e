// ICMP packets: echo requests written, everything else parsed defensively.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../reply.h"
#include "address.h"
#include "extension.h"

namespace rxicmp {

constexpr size_t kIcmpHeader = 8;

// The kernel's and our own id and sequence are in network order on the wire and in host order here.
struct Packet {
  // departed: no packet, but the kernel's word that the request with this identifier and sequence has left.
  enum class Kind : uint8_t { other, echoReply, error, departed } kind = Kind::other;
  uint8_t type = 0;
  uint8_t code = 0;
  uint16_t identifier = 0;  // of the echo reply, or of the echo request that an error quotes
  uint16_t sequence = 0;
  uint32_t mtu = 0;         // next hop's, from packet-too-big
  Address from;
  Address quotedDestination;  // of an error; family 0 when it is not known
  int16_t ttl = -1;
  int16_t tos = -1;
  uint8_t ipFlags = 0;  // IP_FLAG_DF
  const uint8_t* options = nullptr;
  size_t optionsSize = 0;
  const uint8_t* payload = nullptr;  // of the echo reply, or what the error quotes of the request's
  size_t payloadSize = 0;
  LabelStack labels;  // of an error
};

// An IPv4 packet as a raw socket delivers it, IP header first. Checks lengths and the ICMP checksum.
Packet parseIpv4(const uint8_t* data, size_t size);

// An ICMP message without IP header (ping sockets, IPv6); the kernel has verified its checksum.
Packet parseIcmp(uint8_t family, const uint8_t* data, size_t size);

// Whether a router says that the TTL of a packet was used up on its way.
bool isTimeExceeded(uint8_t family, const Packet& packet);

// Whether an ICMP type says that a request was refused. A redirect does not: the request that it quotes is on its way.
bool isRefusal(uint8_t family, uint8_t type);

// Reads the echo request of ours that a packet quotes or an error queue returns: fills in identifier, sequence and
// payload. False when it is something else.
bool parseQuotedRequest(uint8_t family, const uint8_t* data, size_t size, Packet& packet);

// Of an echo request. The proof stands in front, in place of as many bytes of the data.
struct EchoPayload {
  const void* proof;
  size_t proofSize;
  const uint8_t* data;
  size_t size;
};

// Writes an echo request. With `checksum` the ICMP checksum is filled in (the kernel does it for the other sockets).
void writeEchoRequest(std::vector<uint8_t>& into, uint8_t family, uint16_t identifier, uint16_t sequence,
                      const EchoPayload& payload, bool checksum);

// A cookie, and two bytes that make up for it and for the sequence number: the checksum of a request depends on neither.
constexpr size_t kBalanced = 8 + 2;

// Fills in these two bytes.
void balance(uint8_t (&proof)[kBalanced], uint16_t sequence);

uint16_t internetChecksum(const uint8_t* data, size_t size);

// ICMP type and code of a refusal as IP_STATUS.
uint32_t statusOf(uint8_t family, uint8_t type, uint8_t code);

// An answer as completions carry it. It points to what the packet points to. The caller adds the time that it took.
Reply toReply(uint8_t family, const Packet& answer);

}  // namespace rxicmp
