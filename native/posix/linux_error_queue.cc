#include "linux_error_queue.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include <cstring>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>
#include <linux/sock_diag.h>

#include "../backend.h"
#include "clock.h"
#include "linux_batch.h"

namespace rxicmp {
namespace {

constexpr int64_t kErrorTime = 1'000'000;  // ns that clearing errors may take
constexpr size_t kIpv4Header = 20, kIpv6Header = 40;
constexpr int kMostTries = 64;  // of one send, while errors of other requests come instead

// While it is full, the system keeps nothing of an error but its number.
bool isReceiveBufferFull(int fd) {
  uint32_t info[SK_MEMINFO_VARS] = {};
  socklen_t length = sizeof info;
  return getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &length) != 0 ||
         info[SK_MEMINFO_RMEM_ALLOC] > info[SK_MEMINFO_RCVBUF] / 2;
}

// Of ee_rfc4884, which older headers do not have: it stands in place of ee_data.
size_t extensionAt(const sock_extended_err& error) {
  uint16_t at;
  std::memcpy(&at, &error.ee_data, sizeof at);
  return at;
}

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
  // The system has cut off the quoted IP header. Since Linux 5.9 it tells where the extension begins; before, and where the
  // error does not say, the header has to be one without options.
  if (isExtensible(family, packet.type)) {
    const size_t usual = kLeastQuoted - (family == 4 ? kIpv4Header : kIpv6Header);
    packet.labels = readLabels(data, size, extensionAt(error), usual);
  }
  return packet;
}

// On a ping socket the errno may be another request's ICMP error: then the system has not tried this send yet. It queues
// such an error before it sets the errno. So an errno without an error in the queue has one of two causes: the error
// was read in between, which happens only once in a row, or the receive buffer had no room for the error.
int IcmpSocket::send(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                     Departure& departure, const OnPacket& onError) {
  const int error = sendUnmixed(to, options, data, size, departure, onError);
  if (error == EMSGSIZE && departure.wantsMtu) departure.mtu = mtuAgainst(to, options, data, size, onError);
  return error;
}

// Returns no error of another request.
int IcmpSocket::sendUnmixed(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                            Departure& departure, const OnPacket& onError) {
  int error = sendOnce(to, options, data, size, departure);
  if (error == 0 || isNoRoom(error)) return error;
  // On Linux a send by a raw socket never returns an error of another request. A kernel that does so would return it
  // once.
  if (kind_ == SocketKind::raw) return sendOnce(to, options, data, size, departure);
  int own = 0;
  for (int tries = 1; error != 0 && !isNoRoom(error); tries++) {
    own = clearError(onError) ? 0 : own + 1;
    if (own > 1 && !isReceiveBufferFull(fd_)) return error;
    if (own > 1 || tries == kMostTries) return sendApart(to, options, data, size, departure);
    error = sendOnce(to, options, data, size, departure);
  }
  return error;
}

// The system tells the MTU in the error queue alone, and only sockets that take in errors have one. So it is asked once more to
// send what it has refused.
uint32_t IcmpSocket::mtuAgainst(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                                const OnPacket& onError) {
  // A raw socket gets the errors of all programs, in the room of the answers where it receives them too. So it takes errors in
  // for this moment only.
  const bool isDeaf = kind_ == SocketKind::raw && sendFd_ == fd_;
  if (isDeaf) takeErrors(true);
  // Makes room, and takes what was told of another packet.
  receiveErrors(monotonicNs() + kErrorTime, onError);
  localMtu_ = 0;
  Departure again;
  const int error = sendOnce(to, options, data, size, again);
  receiveErrors(monotonicNs() + kErrorTime, onError);
  if (isDeaf) takeErrors(false);
  // What is told is without the IP options, which fill words of 4 bytes.
  const uint32_t optionsSize = (options.ipOptionsSize + 3u) / 4 * 4;
  return error == EMSGSIZE && localMtu_ > 0 ? localMtu_ + optionsSize : 0;
}

// Its error is the send's own: meanwhile the socket takes in no errors of other requests, and so misses those that
// come.
int IcmpSocket::sendApart(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                          Departure& departure) {
  takeErrors(false);
  int error = sendOnce(to, options, data, size, departure);
  // An error of another request may have been on its way.
  if (error != 0 && !isNoRoom(error)) error = sendOnce(to, options, data, size, departure);
  takeErrors(true);
  return error;
}

bool IcmpSocket::takeErrors(bool on) {
  const int value = on;
  return family_ == 4 ? setsockopt(fd_, IPPROTO_IP, IP_RECVERR, &value, sizeof value) == 0
                      : setsockopt(fd_, IPPROTO_IPV6, IPV6_RECVERR, &value, sizeof value) == 0;
}

// Takes an error off the socket that is pending. False when there was none.
bool IcmpSocket::clearError(const OnPacket& onError) {
  int pending = 0;
  socklen_t length = sizeof pending;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &pending, &length);
  return receiveErrors(monotonicNs() + kErrorTime, onError) || pending != 0;
}

bool IcmpSocket::receiveErrors(int64_t until, const OnPacket& onPacket, int64_t* upTo) {
  bool any = false;
  const int64_t start = monotonicNs();
  int64_t newest = 0;
  do {
    const size_t count = readErrors(onPacket);
    any = tellErrors(count, onPacket, newest) || any;
    if (count < Batch::kCount) {
      if (upTo != nullptr) *upTo = start;
      return any;
    }
  } while (monotonicNs() <= until);
  if (upTo != nullptr) *upTo = readUpTo(newest, start);
  return any;
}

// Reads some of the error queue, and tells of the departures in it. The errors stay where they are until tellErrors().
size_t IcmpSocket::readErrors(const OnPacket& onPacket) {
  if (!errors_) errors_ = std::make_unique<Batch>(Batch::kLargestQuote);
  beforeErrors_ = stampsOnArrival_ ? 0 : wallNs();
  const int count = recvmmsg(sendFd_, errors_->messages, Batch::kCount, MSG_ERRQUEUE | MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; i++) {
    const Control control = readControl(errors_->messages[i].msg_hdr);
    if (control.isDeparture) onDeparted(control, onPacket);
  }
  return count > 0 ? static_cast<size_t>(count) : 0;
}

// Whether there was an ICMP error.
bool IcmpSocket::tellErrors(size_t count, const OnPacket& onPacket, int64_t& newest) {
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    const Control control = readControl(errors_->messages[i].msg_hdr);
    if (control.error != nullptr && control.error->ee_origin == SO_EE_ORIGIN_LOCAL && control.error->ee_errno == EMSGSIZE) {
      localMtu_ = control.error->ee_info;
    }
    // The socket that only sends has everybody's errors.
    if (control.isDeparture || kind_ == SocketKind::raw) continue;
    messages_++;
    if (!isIcmpError(control)) continue;
    any = true;
    const Packet packet =
        fromErrorQueue(family_, control, errors_->names[i], errors_->slot(i), errors_->messages[i].msg_len);
    Arrival arrival = arrivalNow();
    note(control, beforeErrors_, arrival);
    newest = std::max(newest, arrival.kernelWall);
    onPacket(packet, arrival);
  }
  if (count > 0) errors_->prepare(count);
  return any;
}

}  // namespace rxicmp
