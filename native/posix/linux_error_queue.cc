#include "linux_error_queue.h"

#include <netinet/in.h>
#include <time.h>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>

#include "../backend.h"

namespace rxicmp {
namespace {

// The kernel cuts what the buffer has no room for, and says so in the length.
bool holds(const cmsghdr* header, size_t size) { return header->cmsg_len >= CMSG_LEN(size); }

template <typename T>
bool read(const cmsghdr* header, T& value) {
  if (!holds(header, sizeof value)) return false;
  std::memcpy(&value, CMSG_DATA(header), sizeof value);
  return true;
}

}  // namespace

Control readControl(msghdr& message) {
  Control control;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    const auto is = [&](int level, int type) { return c->cmsg_level == level && c->cmsg_type == type; };
    if (is(SOL_SOCKET, SCM_TIMESTAMPNS)) {
      timespec stamp{};
      if (read(c, stamp)) control.kernelWall = int64_t{stamp.tv_sec} * 1'000'000'000 + stamp.tv_nsec;
    } else if (is(SOL_SOCKET, SO_RXQ_OVFL)) {
      control.hasDrops = read(c, control.drops);
    } else if (is(IPPROTO_IP, IP_TTL) || is(IPPROTO_IPV6, IPV6_HOPLIMIT)) {
      read(c, control.ttl);
    } else if (is(IPPROTO_IPV6, IPV6_TCLASS)) {
      read(c, control.tos);
    } else if (is(IPPROTO_IP, IP_TOS)) {
      uint8_t tos;
      if (read(c, tos)) control.tos = tos;
    } else if (is(IPPROTO_IP, IP_RECVERR) || is(IPPROTO_IPV6, IPV6_RECVERR)) {
      const size_t offender = c->cmsg_level == IPPROTO_IP ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
      if (holds(c, sizeof(sock_extended_err) + offender)) {
        control.error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(c));
      }
    }
  }
  return control;
}

bool isIcmpError(const Control& control) {
  return control.error != nullptr &&
         (control.error->ee_origin == SO_EE_ORIGIN_ICMP || control.error->ee_origin == SO_EE_ORIGIN_ICMP6);
}

Packet fromErrorQueue(uint8_t family, const Control& control, const sockaddr_storage& destination,
                      const uint8_t* data, size_t size) {
  Packet packet;
  packet.ttl = static_cast<int16_t>(control.ttl);
  packet.tos = static_cast<int16_t>(control.tos);
  const sock_extended_err& error = *control.error;
  // Redirects come this way too.
  if (!isRefusal(family, error.ee_type) || !parseQuotedRequest(family, data, size, packet)) return packet;
  packet.kind = Packet::Kind::error;
  packet.type = error.ee_type;
  packet.code = error.ee_code;
  if (statusOf(family, packet.type, packet.code) == kPacketTooBig) packet.mtu = error.ee_info;
  packet.from = fromSockaddr(SO_EE_OFFENDER(&error));
  packet.quotedDestination = fromSockaddr(reinterpret_cast<const sockaddr*>(&destination));
  return packet;
}

}  // namespace rxicmp
