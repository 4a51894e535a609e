#include "packet.h"

#include "../backend.h"

namespace rxicmp {
namespace {

constexpr uint8_t kEchoReply4 = 0, kEchoRequest4 = 8, kEchoReply6 = 129, kEchoRequest6 = 128;
constexpr uint8_t kProtocolIcmp = 1, kProtocolIcmpv6 = 58, kNextHeaderFragment = 44;
constexpr size_t kIpv4Header = 20, kIpv6Header = 40, kFragmentHeader = 8;

uint16_t read16(const uint8_t* p) { return static_cast<uint16_t>(p[0] << 8 | p[1]); }
uint32_t read32(const uint8_t* p) { return uint32_t{read16(p)} << 16 | read16(p + 2); }

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

}  // namespace

uint16_t internetChecksum(const uint8_t* data, size_t size) {
  uint64_t sum = 0;
  for (; size > 1; data += 2, size -= 2) sum += read16(data);
  if (size > 0) sum += uint32_t{*data} << 8;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
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
                      const uint8_t* payload, size_t size, bool checksum) {
  into.resize(kIcmpHeader + size);
  uint8_t* p = into.data();
  p[0] = family == 4 ? kEchoRequest4 : kEchoRequest6;
  p[1] = p[2] = p[3] = 0;
  p[4] = static_cast<uint8_t>(identifier >> 8);
  p[5] = static_cast<uint8_t>(identifier);
  p[6] = static_cast<uint8_t>(sequence >> 8);
  p[7] = static_cast<uint8_t>(sequence);
  if (size > 0) std::memcpy(p + kIcmpHeader, payload, size);
  if (!checksum) return;
  const uint16_t sum = internetChecksum(p, into.size());
  p[2] = static_cast<uint8_t>(sum >> 8);
  p[3] = static_cast<uint8_t>(sum);
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
  // What an error quotes is our own payload, and no data of its sender.
  if (isEcho) {
    reply.data = answer.payload;
    reply.dataSize = answer.payloadSize;
  }
  return reply;
}

}  // namespace rxicmp
