// ICMP messages for the tests, written byte by byte and not with the code under test.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace packets {

using Bytes = std::vector<uint8_t>;

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Bytes be16(uint32_t value) { return {static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)}; }
inline Bytes be32(uint32_t value) { return join({be16(value >> 16), be16(value & 0xffff)}); }

inline Bytes pattern(size_t size, uint8_t first = 0) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; i++) bytes[i] = static_cast<uint8_t>(first + i);
  return bytes;
}

// RFC 1071, the slow way.
inline uint16_t checksum(const Bytes& bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); i++) {
    sum += i % 2 == 0 ? uint32_t{bytes[i]} << 8 : bytes[i];
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<uint16_t>(~sum);
}

inline Bytes withChecksum(Bytes icmp) {
  icmp[2] = icmp[3] = 0;
  const uint16_t sum = checksum(icmp);
  icmp[2] = static_cast<uint8_t>(sum >> 8);
  icmp[3] = static_cast<uint8_t>(sum);
  return icmp;
}

inline Bytes icmp(uint8_t type, uint8_t code, uint32_t rest, const Bytes& body) {
  return withChecksum(join({{type, code, 0, 0}, be32(rest), body}));
}

inline Bytes echo(uint8_t type, uint16_t id, uint16_t sequence, const Bytes& payload) {
  return icmp(type, 0, uint32_t{id} << 16 | sequence, payload);
}

// `options` is a multiple of four bytes.
inline Bytes ipv4(const Bytes& source, const Bytes& destination, const Bytes& body, const Bytes& options = {},
                  uint16_t fragment = 0, uint8_t protocol = 1, uint8_t ttl = 61, uint8_t tos = 0) {
  const size_t header = 20 + options.size();
  return join({{static_cast<uint8_t>(0x40 | header / 4), tos}, be16(static_cast<uint32_t>(header + body.size())),
               {0x12, 0x34}, be16(fragment), {ttl, protocol, 0, 0}, source, destination, options, body});
}

inline Bytes ipv6(const Bytes& source, const Bytes& destination, uint8_t next, const Bytes& body) {
  return join({{0x60, 0, 0, 0}, be16(static_cast<uint32_t>(body.size())), {next, 64}, source, destination, body});
}

}  // namespace packets
