#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

// After the libc headers that declare the same structs.
#include <linux/sock_diag.h>
#include <linux/sockios.h>

#include <algorithm>
#include <cstring>

#include "clock.h"
#include "icmp_socket.h"
#include "linux_batch.h"
#include "linux_control.h"
#include "linux_filters.h"

namespace rxicmp {
namespace {

constexpr int kWantedReceiveBuffer = 32 << 20;
// IP_RECVERR_RFC4884 and IPV6_RECVERR_RFC4884, which some headers lack.
constexpr int kTellExtension4 = 26, kTellExtension6 = 31;
constexpr int64_t kDisorder = 1'000'000;  // ns by which packets of several processors may be queued out of order

template <typename T>
int setOption(int fd, int level, int name, const T& value) {
  return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

int openIcmp(uint8_t family, SocketKind kind) {
  return socket(family == 4 ? AF_INET : AF_INET6,
                (kind == SocketKind::ping ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC | SOCK_NONBLOCK,
                family == 4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6));
}

int bindTo(int fd, const Address& address) {
  sockaddr_storage name;
  const socklen_t length = toSockaddr(address, name);
  return bind(fd, reinterpret_cast<sockaddr*>(&name), length) == 0 ? 0 : errno;
}

}  // namespace

std::unique_ptr<IcmpSocket> IcmpSocket::open(uint8_t family, SocketKind kind, bool dontFragment, uint16_t identifier,
                                             const Address& source, int& error) {
  const int fd = openIcmp(family, kind);
  if (fd < 0) {
    error = errno;
    return nullptr;
  }
  std::unique_ptr<IcmpSocket> opened(new IcmpSocket(fd, family, kind));
  if (kind == SocketKind::raw && family == 4) {
    opened->sendFd_ = openIcmp(family, kind);
    if (opened->sendFd_ < 0) {
      error = errno;
      return nullptr;
    }
  }
  error = opened->configure(dontFragment, identifier, source);
  return error == 0 ? std::move(opened) : nullptr;
}

IcmpSocket::IcmpSocket(int fd, uint8_t family, SocketKind kind) : fd_(fd), sendFd_(fd), family_(family), kind_(kind) {}

IcmpSocket::~IcmpSocket() {
  close(fd_);
  if (sendFd_ >= 0 && sendFd_ != fd_) close(sendFd_);
}

int IcmpSocket::configure(bool dontFragment, uint16_t identifier, const Address& source) {
  const bool v4 = family_ == 4;
  int error = 0;
  const auto require = [&](int result) { error = error != 0 ? error : result; };
  Address own = source;
  own.family = family_;

  // WSL 1, sandboxes and emulators have kernels of their own, which do not have all of these options. An option that
  // only tells more about a packet may fail. An option that decides what is sent is required.
  const int level = v4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6);
  const auto ask = [&](int name) { setOption(fd_, level, name, 1); };

  // Off has to be set, because Linux sets DF on its own. On is PROBE, so that no cached path MTU answers instead of the
  // path.
  const int discovery = v4 ? dontFragment ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT
                           : dontFragment ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT;
  const int discoveryError = setOption(sendFd_, level, v4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, discovery);
  const int fragmentError = v4 ? 0 : setOption(fd_, level, IPV6_DONTFRAG, dontFragment ? 1 : 0);
  if (dontFragment) {
    require(discoveryError);
    require(fragmentError);
  }
  if (!v4) {
    ask(IPV6_RECVHOPLIMIT);
    ask(IPV6_RECVTCLASS);
  }
  setOption(fd_, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  askForStamps();

  if (kind_ == SocketKind::ping) {
    tellsRefusals_ = takeErrors(true);
    ask(v4 ? kTellExtension4 : kTellExtension6);
    if (v4) {
      ask(IP_RECVTTL);
      ask(IP_RECVTOS);
      ask(IP_RECVOPTS);
    }
    require(bindTo(fd_, own));
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    require(getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &length) == 0 ? 0 : errno);
    identifier_ = ntohs(v4 ? reinterpret_cast<sockaddr_in*>(&name)->sin_port
                           : reinterpret_cast<sockaddr_in6*>(&name)->sin6_port);
  } else {
    if (source.family != 0) require(bindTo(fd_, own));
    identifier_ = identifier;
    wantsChecksum_ = v4;
    if (sendFd_ != fd_) configureSender();
    // Without the filters more packets come that are not ours. The engine tells them apart all the same.
    filterTypes(fd_, family_);
    filterIdentifier(fd_, family_, identifier_);
    // Packets that came before the filters were set are not ours.
    char byte;
    while (error == 0 && recv(fd_, &byte, sizeof byte, MSG_DONTWAIT) >= 0) {
    }
  }
  if (error != 0) return error;

  // Forced where this process is permitted to; else as much as rmem_max allows.
  if (setOption(fd_, SOL_SOCKET, SO_RCVBUFFORCE, kWantedReceiveBuffer) != 0) {
    setOption(fd_, SOL_SOCKET, SO_RCVBUF, kWantedReceiveBuffer);
  }
  socklen_t length = sizeof receiveBuffer_;
  getsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receiveBuffer_, &length);
  return 0;
}

// An IPv4 raw socket without an error queue reports success even when the system's own queue, or its table of
// neighbours, had no room for the packet. But an error queue gets the errors of all programs, in the room of the
// answers. So a second socket sends; it lets no packet in, and has a little room for stamps on what was sent.
void IcmpSocket::configureSender() {
  setOption(sendFd_, IPPROTO_IP, IP_RECVERR, 1);
  filterAll(sendFd_);
  setOption(sendFd_, SOL_SOCKET, SO_RCVBUF, 16 << 10);
}

// The kernel sends to a broadcast address only where the socket allows that. So the kernel's own routes decide, as they
// are at this moment: an address with a peer has no broadcast, an address without a broadcast of its own may be in a
// subnet that has one. Netlink would tell less, and some sandboxes forbid it. A security module may forbid a send, and
// a route may prohibit the address: allowing broadcasts mends neither.
int IcmpSocket::sendOnce(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                         Departure& departure) {
  departure.toMany = false;
  const int error = trySend(to, options, data, size, departure);
  if (error != EACCES || family_ != 4) return error;
  setOption(sendFd_, SOL_SOCKET, SO_BROADCAST, 1);
  const int allowed = trySend(to, options, data, size, departure);
  setOption(sendFd_, SOL_SOCKET, SO_BROADCAST, 0);
  departure.toMany = allowed == 0;
  return allowed;
}

int IcmpSocket::trySend(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                        Departure& departure) {
  int64_t& sentAt = departure.at;
  // A full send buffer is EAGAIN on a ping socket and ENOBUFS on a raw one.
  const auto outcome = [this](ssize_t sent) {
    return sent >= 0 ? 0 : errno == ENOBUFS && kind_ == SocketKind::raw && bufferIsFull() ? EAGAIN : errno;
  };
  sockaddr_storage name;
  const socklen_t nameLength = toSockaddr(to, name);
  const bool plain = options.source.family == 0 && options.interfaceIndex == 0 && options.ttl < 0 && options.tos < 0 &&
                     options.ipOptionsSize == 0;
  const bool bySocket = kind_ == SocketKind::ping && family_ == 6;
  if (bySocket) {
    sentAt = monotonicNs();
    if (const int error = applyOptions(options)) return error;
  }
  const bool stamp = departure.wantsStamp && mayStamp();
  if ((plain || bySocket) && !stamp) {
    sentAt = monotonicNs();
    return outcome(sendto(sendFd_, data, size, 0, reinterpret_cast<sockaddr*>(&name), nameLength));
  }

  static const SendOptions kNone;
  SendControl control(family_, bySocket ? kNone : options);
  if (stamp) control.askForStamp();
  iovec vector{const_cast<uint8_t*>(data), size};
  msghdr message{};
  message.msg_name = &name;
  message.msg_namelen = nameLength;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  control.attachTo(message);
  sentAt = monotonicNs();
  const int error = outcome(sendmsg(sendFd_, &message, 0));
  if (!stamp) return error;
  if (error == 0) {
    stamps_->sequences[stamps_->next++ % Stamps::kRemembered] = departure.sequence;
    stamps_->awaited++;
    return 0;
  }
  stamps_->lost = true;
  if (error != EINVAL) return error;
  // It does not know of such stamps, or it does not like the request.
  stamps_ = nullptr;
  return trySend(to, options, data, size, departure);
}

// An IPv6 ping socket ignores control messages before Linux 5.18, but never its own options. After an error, the next
// send sets again what was set in part. An option that the kernel lacks was not set: else no later send would pass it.
int IcmpSocket::applyOptions(const SendOptions& wanted) {
  constexpr int16_t kUnknown = -2;
  const auto set = [&](int name, uint32_t value) { return setOption(fd_, IPPROTO_IPV6, name, value); };
  if (wanted.ttl != applied_.ttl) {
    if (const int error = set(IPV6_UNICAST_HOPS, static_cast<uint32_t>(wanted.ttl))) return error;
    applied_.ttl = kUnknown;
    if (const int error = set(IPV6_MULTICAST_HOPS, static_cast<uint32_t>(wanted.ttl))) return error;
    applied_.ttl = wanted.ttl;
  }
  if (wanted.tos != applied_.tos) {
    if (const int error = set(IPV6_TCLASS, static_cast<uint32_t>(wanted.tos))) return error;
    applied_.tos = wanted.tos;
  }
  // A link-local source has bound the socket to its interface already: the system takes no other interface then.
  if (wanted.interfaceIndex != applied_.interfaceIndex && !wanted.source.linkLocal()) {
    if (const int error = set(IPV6_UNICAST_IF, htonl(wanted.interfaceIndex))) return error;
    applied_.interfaceIndex = UINT32_MAX;
    if (const int error = set(IPV6_MULTICAST_IF, wanted.interfaceIndex)) return error;
    applied_.interfaceIndex = wanted.interfaceIndex;
  }
  return 0;
}

// On a ping socket an ICMP error ends what is read at once, with packets behind it: then a poll tells of both. Who has to know
// that nothing is left reads until nothing comes. Stamps that come late are told by a poll too, and would be told for ever.
IcmpSocket::Read IcmpSocket::receive(Inbox& inbox, int64_t until, bool thorough, const OnPacket& onPacket) {
  // The answers are measured from the stamps, so these come first. The ICMP errors beside them come behind the answers, as
  // always.
  const bool tellsOfStamps = thorough && kind_ == SocketKind::raw && sendFd_ == fd_;
  const size_t early = tellsOfStamps || awaitsStamps() ? readStamps(onPacket) : 0;
  bool sawError = false;
  const Read packets = receivePackets(inbox, until, thorough, onPacket, sawError);
  int64_t newest = 0;
  tellErrors(early, onPacket, newest);
  if (kind_ == SocketKind::raw || !(thorough || sawError)) return packets;
  int64_t errors = 0;
  receiveErrors(until, onPacket, &errors);
  return {std::min(packets.upTo, errors), packets.all};
}

IcmpSocket::Read IcmpSocket::receivePackets(Inbox& inbox, int64_t until, bool thorough, const OnPacket& onPacket,
                                            bool& sawError) {
  if (!inbox) inbox = std::make_shared<Batch>(Batch::kLargestPacket);
  const int64_t start = monotonicNs();
  int64_t newest = 0;
  do {
    const int64_t before = stampsOnArrival_ ? 0 : wallNs();
    const int count = recvmmsg(fd_, inbox->messages, Batch::kCount, MSG_DONTWAIT, nullptr);
    if (count < 0) {
      if (errno == EAGAIN) return {start, true};
      // The ICMP error of some request. Reading has taken it off the socket, and the error queue has the details. The
      // loop goes on, because packets that came earlier may still wait.
      sawError = true;
      continue;
    }
    Arrival arrival = arrivalNow();
    messages_ += static_cast<size_t>(count);
    for (int i = 0; i < count; i++) {
      msghdr& header = inbox->messages[i].msg_hdr;
      Control control = readControl(header);
      const uint8_t* data = inbox->slot(static_cast<size_t>(i));
      const size_t size = inbox->messages[i].msg_len;
      bytes_ += size;
      Packet packet;
      if (family_ == 4 && kind_ == SocketKind::raw) {
        packet = parseIpv4(data, size);
      } else {
        packet = parseIcmp(family_, data, size);
        packet.from = fromSockaddr(reinterpret_cast<sockaddr*>(&inbox->names[i]));
        packet.ttl = static_cast<int16_t>(control.ttl);
        packet.tos = static_cast<int16_t>(control.tos);
        packet.options = control.options;
        packet.optionsSize = control.optionsSize;
      }
      note(control, before, arrival);
      newest = std::max(newest, arrival.kernelWall);
      onPacket(packet, arrival);
    }
    inbox->prepare(count);
    if (count == static_cast<int>(Batch::kCount)) continue;
    if (kind_ == SocketKind::raw) return {start, true};
    if (!thorough) return {readUpTo(newest, start), true};
  } while (monotonicNs() <= until);
  return {readUpTo(newest, start), false};
}

// Packets are read in the order in which they came.
int64_t IcmpSocket::readUpTo(int64_t newestWall, int64_t start) {
  return newestWall == 0 ? 0 : std::min(newestWall - wallAheadNs() - kDisorder, start);
}

// The kernel starts to stamp packets on arrival a moment after it was asked to. Until then it makes the stamp in the
// call that reads the packet: such a stamp tells when we looked, not when the packet came. A stamp from before the call
// shows that the kernel stamps on arrival by now, and from then on every stamp counts: many packets come after the
// clock was read and before the socket is.
void IcmpSocket::note(const Control& control, int64_t before, Arrival& arrival) {
  if (control.kernelWall > 0 && control.kernelWall < before) stampsOnArrival_ = true;
  arrival.kernelWall = stampsOnArrival_ ? control.kernelWall : 0;
}

bool IcmpSocket::bufferIsFull() const {
  int used = 0, size = 0;
  socklen_t length = sizeof size;
  getsockopt(sendFd_, SOL_SOCKET, SO_SNDBUF, &size, &length);
  return ioctl(sendFd_, SIOCOUTQ, &used) != 0 || used >= size;
}

// By SO_MEMINFO and not by SO_RXQ_OVFL, which ping sockets ignore. Only a full buffer drops packets, and in a full one there
// is much to read: the kernel need not be asked after each packet.
uint32_t IcmpSocket::takeDrops() {
  constexpr size_t kFewMessages = 4, kFewBytes = 16'384;
  constexpr int kLargeBuffer = 128 << 10;
  const bool isLittle = messages_ < kFewMessages && bytes_ < kFewBytes;
  messages_ = bytes_ = 0;
  if (isLittle && receiveBuffer_ >= kLargeBuffer) return 0;
  uint32_t info[SK_MEMINFO_VARS] = {};
  socklen_t length = sizeof info;
  if (getsockopt(fd_, SOL_SOCKET, SO_MEMINFO, info, &length) != 0) return 0;
  const uint32_t fresh = info[SK_MEMINFO_DROPS] - drops_;
  drops_ = info[SK_MEMINFO_DROPS];
  return fresh;
}

}  // namespace rxicmp
