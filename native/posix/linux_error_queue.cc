#include "linux_error_queue.h"

#include <netinet/in.h>
#include <time.h>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>

#include "../backend.h"

namespace rxicmp {

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

}  // namespace rxicmp
