// macOS: compiled, not tested. Its datagram ICMP sockets need no privileges, leave identifier and checksum to us and
// deliver the IP header; they have no error queue, and their TTL and TOS are socket options rather than control
// messages.
#include <errno.h>
#include <fcntl.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "clock.h"
#include "darwin_broadcasts.h"
#include "icmp_socket.h"

#ifndef IP_DONTFRAG
#define IP_DONTFRAG 28
#endif
#ifndef IPV6_DONTFRAG
#define IPV6_DONTFRAG 62
#endif
#ifndef IPV6_PKTINFO
#define IPV6_PKTINFO 46
#endif
#ifndef IPV6_RECVHOPLIMIT
#define IPV6_RECVHOPLIMIT 37
#endif
#ifndef IPV6_HOPLIMIT
#define IPV6_HOPLIMIT 47
#endif

namespace rxicmp {
namespace {

constexpr int kWantedReceiveBuffer = 8 << 20;

template <typename T>
int setOption(int fd, int level, int name, const T& value) {
  return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

}  // namespace

// What one recvmsg fills: the largest packet that there is, because a reply may be longer than its request.
struct IcmpSocket::Batch {
  uint8_t data[65'536];
};

std::unique_ptr<IcmpSocket> IcmpSocket::open(uint8_t family, SocketKind kind, bool dontFragment, uint16_t identifier,
                                             const Address& source, int& error) {
  const int fd = socket(family == 4 ? AF_INET : AF_INET6, kind == SocketKind::ping ? SOCK_DGRAM : SOCK_RAW,
                        family == 4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6));
  if (fd < 0) {
    error = errno;
    return nullptr;
  }
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  std::unique_ptr<IcmpSocket> opened(new IcmpSocket(fd, family, kind));
  error = opened->configure(dontFragment, identifier, source);
  return error == 0 ? std::move(opened) : nullptr;
}

IcmpSocket::IcmpSocket(int fd, uint8_t family, SocketKind kind) : fd_(fd), family_(family), kind_(kind) {}

IcmpSocket::~IcmpSocket() { close(fd_); }

int IcmpSocket::configure(bool dontFragment, uint16_t identifier, const Address& source) {
  identifier_ = identifier;
  wantsChecksum_ = family_ == 4;
  const int level = family_ == 4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6);
  const int ttlOption = family_ == 4 ? IP_TTL : IPV6_UNICAST_HOPS;
  const int tosOption = family_ == 4 ? IP_TOS : IPV6_TCLASS;
  int error = setOption(fd_, level, family_ == 4 ? IP_DONTFRAG : IPV6_DONTFRAG, dontFragment ? 1 : 0);
  if (source.family != 0) {
    sockaddr_storage name;
    const socklen_t size = toSockaddr(source, name);
    if (error == 0 && bind(fd_, reinterpret_cast<sockaddr*>(&name), size) != 0) error = errno;
  }
  if (family_ == 4) setOption(fd_, SOL_SOCKET, SO_BROADCAST, 1);
  else setOption(fd_, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
  if (family_ == 6) {
    icmp6_filter filter;
    ICMP6_FILTER_SETBLOCKALL(&filter);
    for (int type : {ICMP6_ECHO_REPLY, ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB}) {
      ICMP6_FILTER_SETPASS(type, &filter);
    }
    setOption(fd_, IPPROTO_ICMPV6, ICMP6_FILTER, filter);
  }
  for (int size = kWantedReceiveBuffer; size >= 1 << 16; size /= 2) {
    if (setOption(fd_, SOL_SOCKET, SO_RCVBUF, size) == 0) break;
  }
  socklen_t length = sizeof receiveBuffer_;
  getsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receiveBuffer_, &length);
  length = sizeof(int);
  getsockopt(fd_, level, ttlOption, &usualTtl_, &length);
  length = sizeof(int);
  getsockopt(fd_, level, tosOption, &usualTos_, &length);
  return error;
}

int IcmpSocket::send(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                     Departure& departure, const OnPacket&) {
  departure.at = monotonicNs();
  departure.toMany = isBroadcast(to);
  const int level = family_ == 4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6);
  // Set for this request, and put back for the next one that asks for nothing.
  if (options.ttl != applied_.ttl) {
    const int ttl = options.ttl >= 0 ? options.ttl : usualTtl_;
    if (const int error = setOption(fd_, level, family_ == 4 ? IP_TTL : IPV6_UNICAST_HOPS, ttl)) return error;
    applied_.ttl = options.ttl;
  }
  if (options.tos != applied_.tos) {
    const int tos = options.tos >= 0 ? options.tos : usualTos_;
    if (const int error = setOption(fd_, level, family_ == 4 ? IP_TOS : IPV6_TCLASS, tos)) return error;
    applied_.tos = options.tos;
  }
  sockaddr_storage name;
  const socklen_t nameLength = toSockaddr(to, name);
  iovec vector{const_cast<uint8_t*>(data), size};
  msghdr message{};
  message.msg_name = &name;
  message.msg_namelen = nameLength;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  alignas(cmsghdr) uint8_t control[CMSG_SPACE(sizeof(in6_pktinfo))] = {};
  if (options.source.family != 0 || options.interfaceIndex != 0) {
    auto* header = reinterpret_cast<cmsghdr*>(control);
    if (family_ == 4) {
      in_pktinfo info{};
      info.ipi_ifindex = options.interfaceIndex;
      if (options.source.family == 4) std::memcpy(&info.ipi_spec_dst, options.source.bytes, 4);
      header->cmsg_level = IPPROTO_IP;
      header->cmsg_type = IP_PKTINFO;
      header->cmsg_len = CMSG_LEN(sizeof info);
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
      message.msg_controllen = CMSG_SPACE(sizeof info);
    } else {
      in6_pktinfo info{};
      info.ipi6_ifindex = options.interfaceIndex;
      if (options.source.family == 6) std::memcpy(&info.ipi6_addr, options.source.bytes, 16);
      header->cmsg_level = IPPROTO_IPV6;
      header->cmsg_type = IPV6_PKTINFO;
      header->cmsg_len = CMSG_LEN(sizeof info);
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
      message.msg_controllen = CMSG_SPACE(sizeof info);
    }
    message.msg_control = control;
  }
  departure.at = monotonicNs();
  return sendmsg(fd_, &message, 0) >= 0 ? 0 : errno;
}

IcmpSocket::Read IcmpSocket::receive(Inbox& inbox, int64_t until, bool, const OnPacket& onPacket) {
  const int64_t start = monotonicNs();
  if (!inbox) inbox = std::make_shared<Batch>();
  for (int64_t now = start; now <= until; now = monotonicNs()) {
    sockaddr_storage from{};
    alignas(cmsghdr) uint8_t control[256];
    iovec vector{inbox->data, sizeof inbox->data};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = recvmsg(fd_, &message, MSG_DONTWAIT);
    if (size < 0) {
      if (errno == EINTR) continue;
      return {start, true};
    }
    Packet packet;
    if (family_ == 4) {
      packet = parseIpv4(inbox->data, static_cast<size_t>(size));
    } else {
      packet = parseIcmp(6, inbox->data, static_cast<size_t>(size));
      packet.from = fromSockaddr(reinterpret_cast<sockaddr*>(&from));
      for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT) {
          int ttl;
          std::memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
          packet.ttl = static_cast<int16_t>(ttl);
        }
      }
    }
    onPacket(packet, arrivalNow());
  }
  return {0, false};
}

uint32_t IcmpSocket::takeDrops() { return 0; }

}  // namespace rxicmp
