#include "loopback.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "check.h"

namespace loopback {
namespace {

bool writeFile(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool good = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return good;
}

// Of linux/ipv6.h, which does not get along with netinet/in.h.
struct In6Ifreq {
  in6_addr address;
  uint32_t prefix;
  int index;
};

ifreq loopbackRequest() {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  return request;
}

bool bringUp() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = loopbackRequest();
  bool good = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0;
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  good = good && ioctl(fd, SIOCSIFFLAGS, &request) == 0 && ioctl(fd, SIOCGIFINDEX, &request) == 0;
  close(fd);
  const int fd6 = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  for (uint8_t last = 1; last <= kAddresses; last++) {
    In6Ifreq address{{}, 128, request.ifr_ifindex};
    std::memcpy(&address.address, v6(last).data(), 16);
    good = good && ioctl(fd6, SIOCSIFADDR, &address) == 0;
  }
  close(fd6);
  return good;
}

constexpr int kBuffer = 128 << 20;

int openRaw(int family, int protocol) {
  const int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) std::abort();
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer);
  return fd;
}

}  // namespace

Bytes v4(uint8_t b, uint8_t c, uint8_t d) { return {127, b, c, d}; }

Bytes v6(uint8_t last) {
  Bytes address(16);
  if (last != 0) address[0] = 0xfd;
  address[15] = last != 0 ? last : 1;
  return address;
}

bool enterNamespace(std::string& why) {
  const std::string uid = std::to_string(getuid()), gid = std::to_string(getgid());
  if (unshare(CLONE_NEWNET) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
      why = std::string("no network namespace: ") + std::strerror(errno);
      return false;
    }
    writeFile("/proc/self/setgroups", "deny");
    writeFile("/proc/self/uid_map", "0 " + uid + " 1");
    writeFile("/proc/self/gid_map", "0 " + gid + " 1");
  }
  if (!bringUp() || !answerEcho(true)) {
    why = std::string("the namespace cannot be set up: ") + std::strerror(errno);
    return false;
  }
  return true;
}

bool allowPingSockets() {
  const std::string gid = std::to_string(getgid());
  return writeFile("/proc/sys/net/ipv4/ping_group_range", gid + " " + gid);
}

bool answerEcho(bool answers) {
  const std::string ignore = answers ? "0" : "1";
  return writeFile("/proc/sys/net/ipv4/icmp_echo_ignore_all", ignore) &&
         writeFile("/proc/sys/net/ipv6/icmp/echo_ignore_all", ignore);
}

bool setMtu(int mtu) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = loopbackRequest();
  request.ifr_mtu = mtu;
  const bool good = ioctl(fd, SIOCSIFMTU, &request) == 0;
  close(fd);
  return good;
}

Silence::Silence() { CHECK(answerEcho(false)); }

Silence::~Silence() { CHECK(answerEcho(true)); }

void shrinkReceiveBuffers() {
  constexpr int kMostDescriptors = 1000, kSmall = 212'992 / 8;
  for (int fd = 0; fd < kMostDescriptors; fd++) {
    int protocol = 0, size = 0;
    socklen_t length = sizeof protocol;
    if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) != 0) continue;
    if (protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6) continue;
    getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length);
    // The kernel doubles what is asked for.
    if (size != 2 * kBuffer) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kSmall, sizeof kSmall);
  }
}

DeadLink::DeadLink() : tap_(::open("/dev/net/tun", O_RDWR | O_CLOEXEC)) {
  ifreq request{};
  std::strcpy(request.ifr_name, "dead");
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (tap_ < 0 || ioctl(tap_, TUNSETIFF, &request) != 0) return;
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  request.ifr_addr = {};
  request.ifr_addr.sa_family = AF_INET;
  reinterpret_cast<sockaddr_in*>(&request.ifr_addr)->sin_addr.s_addr = htonl(0x0a000001);
  up_ = ioctl(fd, SIOCSIFADDR, &request) == 0;
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  up_ = up_ && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  close(fd);
}

DeadLink::~DeadLink() {
  if (tap_ >= 0) close(tap_);
}

Puppet::Puppet()
    : raw4_(openRaw(AF_INET, IPPROTO_ICMP)), raw6_(openRaw(AF_INET6, IPPROTO_ICMPV6)),
      header4_(openRaw(AF_INET, IPPROTO_RAW)) {
  const int on = 1;
  setsockopt(raw6_, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on);
  setsockopt(raw6_, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
  setsockopt(raw6_, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
}

Puppet::~Puppet() {
  close(raw4_);
  close(raw6_);
  close(header4_);
}

bool Puppet::hear(int family, Heard& heard, int milliseconds) {
  const int fd = family == 4 ? raw4_ : raw6_;
  for (;;) {
    pollfd ready{fd, POLLIN, 0};
    if (poll(&ready, 1, milliseconds) <= 0) return false;
    static thread_local uint8_t data[70'000];
    alignas(cmsghdr) uint8_t control[512];
    sockaddr_in6 from{};
    iovec vector{data, sizeof data};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = recvmsg(fd, &message, 0);
    if (size < 0) continue;
    const Bytes bytes(data, data + size);
    heard = {};
    if (family == 4) {
      const size_t header = (bytes[0] & 0xf) * size_t{4};
      heard.icmp.assign(bytes.begin() + static_cast<ptrdiff_t>(header), bytes.end());
      heard.from.assign(bytes.begin() + 12, bytes.begin() + 16);
      heard.to.assign(bytes.begin() + 16, bytes.begin() + 20);
      heard.ttl = bytes[8];
      heard.tos = bytes[1];
    } else {
      heard.icmp = bytes;
      heard.from.assign(from.sin6_addr.s6_addr, from.sin6_addr.s6_addr + 16);
      for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_type == IPV6_HOPLIMIT) std::memcpy(&heard.ttl, CMSG_DATA(c), sizeof heard.ttl);
        if (c->cmsg_type == IPV6_TCLASS) std::memcpy(&heard.tos, CMSG_DATA(c), sizeof heard.tos);
        if (c->cmsg_type == IPV6_PKTINFO) heard.to.assign(CMSG_DATA(c), CMSG_DATA(c) + 16);
      }
    }
    if (heard.icmp.size() < 8 || heard.icmp[0] != (family == 4 ? 8 : 128)) continue;
    heard.id = static_cast<uint16_t>(heard.icmp[4] << 8 | heard.icmp[5]);
    heard.sequence = static_cast<uint16_t>(heard.icmp[6] << 8 | heard.icmp[7]);
    heard.payload.assign(heard.icmp.begin() + 8, heard.icmp.end());
    return true;
  }
}

void Puppet::send(const Bytes& from, const Bytes& to, Bytes icmp) {
  if (to.size() == 4) {
    const Bytes packet = packets::ipv4(from, to, icmp);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    std::memcpy(&name.sin_addr, to.data(), 4);
    if (sendto(header4_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&name), sizeof name) < 0) std::abort();
    return;
  }
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  std::memcpy(&name.sin6_addr, to.data(), 16);
  alignas(cmsghdr) uint8_t control[CMSG_SPACE(sizeof(in6_pktinfo))] = {};
  in6_pktinfo info{};
  std::memcpy(&info.ipi6_addr, from.data(), 16);
  auto* header = reinterpret_cast<cmsghdr*>(control);
  header->cmsg_level = IPPROTO_IPV6;
  header->cmsg_type = IPV6_PKTINFO;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
  iovec vector{icmp.data(), icmp.size()};
  msghdr message{};
  message.msg_name = &name;
  message.msg_namelen = sizeof name;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (sendmsg(raw6_, &message, 0) < 0) std::abort();
}

void Puppet::reply(const Heard& request, const Bytes& payload, const Bytes& from) {
  const uint8_t type = request.to.size() == 4 ? 0 : 129;
  send(from, request.from, packets::echo(type, request.id, request.sequence, payload));
}

void Puppet::refuse(const Heard& request, uint8_t type, uint8_t code, const Bytes& router, size_t quoted,
                    const Bytes& behind, uint32_t rest) {
  Bytes body = request.icmp;
  if (body.size() > quoted) body.resize(quoted);
  const Bytes quote = request.to.size() == 4 ? packets::ipv4(request.from, request.to, body)
                                             : packets::ipv6(request.from, request.to, 58, body);
  send(router, request.from, packets::icmp(type, code, rest, packets::join({quote, behind})));
}

int runTests() {
  check::Runner runner;
  std::string why;
  if (!enterNamespace(why)) {
    for (const check::Test& test : check::tests()) runner.skip(test.name, why);
    return runner.finish();
  }
  runner.run(" on raw sockets");
  if (allowPingSockets()) runner.run(" on ping sockets");
  else runner.skip("everything on ping sockets", "net.ipv4.ping_group_range cannot be written");
  return runner.finish();
}

}  // namespace loopback
