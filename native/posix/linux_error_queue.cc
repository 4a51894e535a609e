#include "linux_error_queue.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>

#include "../backend.h"
#include "clock.h"

namespace rxicmp {
namespace {

constexpr int64_t kErrorTime = 1'000'000;  // ns that clearing errors may take

}  // namespace

bool isIcmpError(const Control& control) {
  return control.error != nullptr &&
         (control.error->ee_origin == SO_EE_ORIGIN_ICMP || control.error->ee_origin == SO_EE_ORIGIN_ICMP6);
}

Packet fromErrorQueue(uint8_t family, const Control& control, const sockaddr_storage& destination,
                      const uint8_t* data, size_t size) {
  Packet packet;
  packet.ttl = static_cast<int16_t>(control.ttl);
  packet.tos = static_cast<int16_t>(control.tos);
  packet.options = control.options;
  packet.optionsSize = control.optionsSize;
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

bool IcmpSocket::clearError(const OnPacket& onPacket) {
  if (kind_ == SocketKind::raw && family_ == 6) return false;
  int pending = 0;
  socklen_t length = sizeof pending;
  getsockopt(sendFd_, SOL_SOCKET, SO_ERROR, &pending, &length);
  if (kind_ == SocketKind::raw) return pending != 0;
  return receiveErrors(monotonicNs() + kErrorTime, onPacket) || pending != 0;
}

bool IcmpSocket::receiveErrors(int64_t until, const OnPacket& onPacket, int64_t* upTo) {
  bool any = false;
  const int64_t start = monotonicNs();
  int64_t newest = 0;
  do {
    uint8_t data[2048];
    alignas(cmsghdr) uint8_t controls[512];
    sockaddr_storage destination{};
    iovec vector{data, sizeof data};
    msghdr message{};
    message.msg_name = &destination;
    message.msg_namelen = sizeof destination;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = controls;
    message.msg_controllen = sizeof controls;
    const int64_t before = wallNs();
    const ssize_t size = recvmsg(fd_, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0) {
      if (upTo != nullptr) *upTo = start;
      return any;
    }
    const Control control = readControl(message);
    if (!isIcmpError(control)) continue;
    any = true;
    const Packet packet = fromErrorQueue(family_, control, destination, data, static_cast<size_t>(size));
    const int64_t arrival = arrivalOf(control, before);
    newest = std::max(newest, arrival);
    onPacket(packet, arrival);
  } while (monotonicNs() <= until);
  if (upTo != nullptr) *upTo = readUpTo(newest, start);
  return any;
}

}  // namespace rxicmp
