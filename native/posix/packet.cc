#include "packet.h"

#include <bit>

#include "../backend.h"

namespace rxicmp {
namespace {

constexpr uint8_t kEchoReply4 = 0, kEchoRequest4 = 8, kEchoReply6 = 129, kEchoRequest6 = 128;
constexpr uint8_t kProtocolIcmp = 1, kProtocolIcmpv6 = 58, kNextHeaderFragment = 44;
constexpr size_t kIpv4Header = 20, kIpv6Header = 40, kFragmentHeader = 8;

uint16_t read16(const uint8_t* p) { return static_cast<uint16_t>(p[0] << 8 | p[1]); }
uint32_t read32(const uint8_t* p) { return uint32_t{read16(p)} << 16 | read16(p + 2); }

void write64(uint8_t* p, uint64_t value) {
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  std::memcpy(p, &value, sizeof value);
}

// The words of a checksum are added in the order of bytes that this processor has: only the sum is turned round.
uint64_t sumOf(const void* from, size_t size) {
  const auto* p = static_cast<const uint8_t*>(from);
  uint64_t sum = 0;
  uint32_t word = 0;
  for (; size >= sizeof word; p += sizeof word, size -= sizeof word) {
    std::memcpy(&word, p, sizeof word);
    sum += word;
  }
  word = 0;
  if (size > 0) std::memcpy(&word, p, size);
  return sum + word;
}

// As it stands in the packet.
uint16_t checksumOf(uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}

// The IP header that an error quotes, and the request behind it.
bool parseQuote(uint8_t family, const uint8_t* quote, size_t size, Packet& packet) {
  if (family == 4) {
    if (size < kIpv4Header || quote[0] >> 4 != 4) return false;
    const size_t header = static_cast<size_t>(quote[0] & 0xf) * 4;
    if (header < kIpv4Header || size < header || quote[9] != kProtocolIcmp) return false;
    if ((read16(quote + 6) & 0x1fff) != 0) return false;  // a later fragment: no ICMP header in it
    packet.quotedDestination = makeAddress(4, quote + 16);
    return parseQuotedRequest(4, quote + header, size - header, packet);
  }
  if (size < kIpv6Header || quote[0] >> 4 != 6) return false;
  size_t header = kIpv6Header;
  uint8_t next = quote[6];
  if (next == kNextHeaderFragment) {
    if (size < header + kFragmentHeader || (read16(quote + header + 2) & 0xfff8) != 0) return false;
    next = quote[header];
    header += kFragmentHeader;
  }
  if (next != kProtocolIcmpv6) return false;
  packet.quotedDestination = makeAddress(6, quote + 24);
  return parseQuotedRequest(6, quote + header, size - header, packet);
}

LabelStack labelsOf(uint8_t family, const uint8_t* error, size_t size) {
  if (!isExtensible(family, error[0])) return {};
  const size_t quoted = family == 4 ? size_t{error[5]} * 4 : size_t{error[4]} * 8;
  if (quoted != 0 && quoted < kLeastQuoted) return {};
  return readLabels(error + kIcmpHeader, size - kIcmpHeader, quoted, kLeastQuoted);
}

}  // namespace

uint16_t internetChecksum(const uint8_t* data, size_t size) {
  const uint16_t checksum = checksumOf(sumOf(data, size));
  uint8_t bytes[2];
  std::memcpy(bytes, &checksum, sizeof bytes);
  return read16(bytes);
}

bool isRefusal(uint8_t family, uint8_t type) {
  if (family == 6) return type >= 1 && type <= 4;
  // Not a source quench (type 4), which asked to send less: a packet is not lost for it, and hosts ignore it (RFC 6633).
  return type == 3 || type == 11 || type == 12;
}

bool isTimeExceeded(uint8_t family, const Packet& packet) {
  return packet.type == (family == 4 ? 11 : 3) && packet.code == 0;
}

bool parseQuotedRequest(uint8_t family, const uint8_t* data, size_t size, Packet& packet) {
  if (size < kIcmpHeader || data[0] != (family == 4 ? kEchoRequest4 : kEchoRequest6)) return false;
  packet.identifier = read16(data + 4);
  packet.sequence = read16(data + 6);
  packet.payload = data + kIcmpHeader;
  packet.payloadSize = size - kIcmpHeader;
  return true;
}

Packet parseIcmp(uint8_t family, const uint8_t* data, size_t size) {
  Packet packet;
  if (size < kIcmpHeader) return packet;
  packet.type = data[0];
  packet.code = data[1];
  if (packet.type == (family == 4 ? kEchoReply4 : kEchoReply6)) {
    packet.identifier = read16(data + 4);
    packet.sequence = read16(data + 6);
    packet.payload = data + kIcmpHeader;
    packet.payloadSize = size - kIcmpHeader;
    packet.kind = Packet::Kind::echoReply;
  } else if (isRefusal(family, packet.type) && parseQuote(family, data + kIcmpHeader, size - kIcmpHeader, packet)) {
    if (family == 4 && packet.type == 3 && packet.code == 4) packet.mtu = read16(data + 6);
    if (family == 6 && packet.type == 2) packet.mtu = read32(data + 4);
    packet.labels = labelsOf(family, data, size);
    packet.kind = Packet::Kind::error;
  }
  return packet;
}

Packet parseIpv4(const uint8_t* data, size_t size) {
  if (size < kIpv4Header || data[0] >> 4 != 4) return {};
  const size_t header = static_cast<size_t>(data[0] & 0xf) * 4;
  if (header < kIpv4Header || size < header || data[9] != kProtocolIcmp) return {};
  // A raw socket sees packets before the kernel has verified their ICMP checksum.
  if (internetChecksum(data + header, size - header) != 0) return {};
  Packet packet = parseIcmp(4, data + header, size - header);
  packet.from = makeAddress(4, data + 12);
  packet.ttl = data[8];
  packet.tos = data[1];
  packet.ipFlags = (data[6] & 0x40) != 0 ? 2 : 0;
  packet.options = data + kIpv4Header;
  packet.optionsSize = header - kIpv4Header;
  return packet;
}

void writeEchoRequest(std::vector<uint8_t>& into, uint8_t family, uint16_t identifier, uint16_t sequence,
                      const EchoPayload& payload, bool checksum) {
  into.resize(kIcmpHeader + payload.size);
  uint8_t* const p = into.data();
  // When a processor writes bytes in small parts and then reads them as a larger one, it waits until they are in its
  // cache. So the header is written at once, and the checksum adds up the parts that the packet is made of, not the
  // packet.
  const uint64_t type = family == 4 ? kEchoRequest4 : kEchoRequest6;
  write64(p, type << 56 | uint64_t{identifier} << 16 | sequence);
  if (payload.size > 0) std::memcpy(p + kIcmpHeader, payload.data, payload.size);
  if (payload.proofSize > 0) std::memcpy(p + kIcmpHeader, payload.proof, payload.proofSize);
  if (!checksum) return;
  const uint16_t sum = checksumOf(sumOf(p, kIcmpHeader) + sumOf(payload.proof, payload.proofSize) +
                                  sumOf(payload.data + payload.proofSize, payload.size - payload.proofSize));
  std::memcpy(p + 2, &sum, sizeof sum);
}

void balance(uint8_t (&proof)[kBalanced], uint16_t sequence) {
  const uint8_t number[] = {static_cast<uint8_t>(sequence >> 8), static_cast<uint8_t>(sequence)};
  const uint16_t rest = checksumOf(sumOf(proof, kBalanced - 2) + sumOf(number, sizeof number));
  std::memcpy(proof + kBalanced - 2, &rest, sizeof rest);
}

uint32_t statusOf(uint8_t family, uint8_t type, uint8_t code) {
  if (family == 4) {
    switch (type) {
      case 3:
        switch (code) {
          case 0: case 6: case 9: case 11: return 11002;
          case 2: return 11004;
          case 3: return 11005;
          case 4: return kPacketTooBig;
          case 5: return 11012;
          default: return kHostUnreachable;
        }
      case 11: return code == 1 ? 11014 : 11013;
      case 12: return 11015;
      default: return kGeneralFailure;
    }
  }
  switch (type) {
    case 1:
      switch (code) {
        case 0: return 11002;
        case 1: return 11004;
        case 2: return 11045;
        case 4: return 11005;
        case 5: return 11044;
        case 6: return 11040;
        case 7: return 11042;
        default: return kHostUnreachable;
      }
    case 2: return kPacketTooBig;
    case 3: return code == 0 ? 11013 : code == 1 ? 11014 : 11041;
    case 4: return code == 0 ? 11042 : code == 1 ? 11043 : code == 2 ? 11007 : 11015;
    default: return kGeneralFailure;
  }
}

Reply toReply(uint8_t family, const Packet& answer) {
  const bool isEcho = answer.kind == Packet::Kind::echoReply;
  Reply reply;
  reply.status = isEcho ? uint32_t{kSuccess} : statusOf(family, answer.type, answer.code);
  std::memcpy(reply.address, answer.from.bytes, sizeof reply.address);
  reply.scopeId = answer.from.scope;
  reply.mtu = answer.mtu;
  reply.icmpType = answer.type;
  reply.icmpCode = answer.code;
  reply.ttl = answer.ttl;
  reply.tos = answer.tos;
  reply.flags = answer.ipFlags;
  reply.options = answer.options;
  reply.optionsSize = answer.optionsSize;
  reply.labels = answer.labels.entries;
  reply.labelsSize = answer.labels.size;
  // An error quotes our own payload; it has no data of its sender.
  if (isEcho) {
    reply.data = answer.payload;
    reply.dataSize = answer.payloadSize;
  }
  return reply;
}

}  // namespace rxicmp
