#include "linux_control.h"

#include <netinet/in.h>
#include <time.h>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

namespace rxicmp {
namespace {

// The kernel cuts a control message that the buffer has no room for: its length tells.
bool holds(const cmsghdr* header, size_t size) { return header->cmsg_len >= CMSG_LEN(size); }

int64_t nsOf(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

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
      if (read(c, stamp)) control.kernelWall = nsOf(stamp);
    } else if (is(SOL_SOCKET, SCM_TIMESTAMPING)) {
      timespec stamp{};
      if (read(c, stamp)) control.leftAt = nsOf(stamp);
    } else if (is(IPPROTO_IP, IP_TTL) || is(IPPROTO_IPV6, IPV6_HOPLIMIT)) {
      read(c, control.ttl);
    } else if (is(IPPROTO_IPV6, IPV6_TCLASS)) {
      read(c, control.tos);
    } else if (is(IPPROTO_IP, IP_TOS)) {
      uint8_t tos;
      if (read(c, tos)) control.tos = tos;
    } else if (is(IPPROTO_IP, IP_RECVOPTS)) {
      const size_t size = holds(c, 0) ? c->cmsg_len - CMSG_LEN(0) : 0;
      if (size > kLargestIpOptions) continue;
      control.options = CMSG_DATA(c);
      control.optionsSize = size;
    } else if (is(IPPROTO_IP, IP_RECVERR) || is(IPPROTO_IPV6, IPV6_RECVERR)) {
      const size_t offender = c->cmsg_level == IPPROTO_IP ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
      if (holds(c, sizeof(sock_extended_err) + offender)) {
        control.error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(c));
        control.isDeparture =
            control.error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING && control.error->ee_info == SCM_TSTAMP_SND;
        if (control.isDeparture) control.sendNumber = control.error->ee_data;
      }
    }
  }
  return control;
}

void SendControl::askForStamp() {
  const uint32_t kind = SOF_TIMESTAMPING_TX_SOFTWARE;
  add(SOL_SOCKET, SO_TIMESTAMPING, &kind, sizeof kind);
}

SendControl::SendControl(uint8_t family, const SendOptions& options) {
  const bool pinned = options.source.family != 0 || options.interfaceIndex != 0;
  const int ttl = options.ttl, tos = options.tos;
  if (family == 4) {
    if (pinned) {
      in_pktinfo info{};
      info.ipi_ifindex = static_cast<int>(options.interfaceIndex);
      if (options.source.family == 4) std::memcpy(&info.ipi_spec_dst, options.source.bytes, 4);
      add(IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    }
    if (ttl >= 0) add(IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
    if (tos >= 0) add(IPPROTO_IP, IP_TOS, &tos, sizeof tos);
    if (options.ipOptionsSize > 0) add(IPPROTO_IP, IP_RETOPTS, options.ipOptions, options.ipOptionsSize);
  } else {
    if (pinned) {
      in6_pktinfo info{};
      info.ipi6_ifindex = options.interfaceIndex;
      if (options.source.family == 6) std::memcpy(&info.ipi6_addr, options.source.bytes, 16);
      add(IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    }
    if (ttl >= 0) add(IPPROTO_IPV6, IPV6_HOPLIMIT, &ttl, sizeof ttl);
    if (tos >= 0) add(IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos);
  }
}

void SendControl::add(int level, int type, const void* value, size_t length) {
  auto* header = reinterpret_cast<cmsghdr*>(bytes_ + size_);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(length);
  std::memcpy(CMSG_DATA(header), value, length);
  size_ += CMSG_SPACE(length);
}

}  // namespace rxicmp
