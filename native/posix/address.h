#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>

namespace rxicmp {

struct Address {
  uint8_t bytes[16] = {};
  uint32_t scope = 0;
  uint8_t family = 0;  // 4, 6, or 0 for none

  size_t length() const { return family == 4 ? 4 : 16; }

  // Without the scope: a quoted packet and a control message do not carry it.
  bool sameHost(const Address& other) const {
    return family == other.family && std::memcmp(bytes, other.bytes, length()) == 0;
  }

  bool operator==(const Address& other) const {
    return family == other.family && scope == other.scope && std::memcmp(bytes, other.bytes, sizeof bytes) == 0;
  }

  bool multicast() const { return family == 4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff; }

  bool linkLocal() const { return family == 6 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80; }

  bool limitedBroadcast() const {
    return family == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == 0xff;
  }
};

inline Address makeAddress(uint8_t family, const uint8_t* bytes, uint32_t scope = 0) {
  Address address;
  address.family = family;
  address.scope = scope;
  std::memcpy(address.bytes, bytes, address.length());
  return address;
}

inline Address fromSockaddr(const sockaddr* from) {
  if (from->sa_family == AF_INET) {
    return makeAddress(4, reinterpret_cast<const uint8_t*>(&reinterpret_cast<const sockaddr_in*>(from)->sin_addr));
  }
  if (from->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(from);
    return makeAddress(6, v6->sin6_addr.s6_addr, v6->sin6_scope_id);
  }
  return {};
}

inline socklen_t toSockaddr(const Address& address, sockaddr_storage& storage) {
  std::memset(&storage, 0, sizeof(sockaddr_in6));
  if (address.family == 4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    std::memcpy(&v4->sin_addr, address.bytes, 4);
    return sizeof(sockaddr_in);
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  v6->sin6_family = AF_INET6;
  std::memcpy(&v6->sin6_addr, address.bytes, 16);
  v6->sin6_scope_id = address.scope;
  return sizeof(sockaddr_in6);
}

}  // namespace rxicmp
