#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broadcasts.h"

namespace rxicmp {

// A UDP socket that never sends, and the interface that its routes are limited to.
struct Broadcasts::Memory {
  int fd = -1;
  uint32_t interfaceIndex = 0;

  ~Memory() {
    if (fd >= 0) close(fd);
  }

  bool isOpen() {
    if (fd < 0) fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd >= 0;
  }

  // Not every kernel knows the option, and without it the route by any interface has to do.
  void limitTo(uint32_t index) {
    if (index == interfaceIndex) return;
    interfaceIndex = index;
    const uint32_t value = htonl(index);
    setsockopt(fd, IPPROTO_IP, IP_UNICAST_IF, &value, sizeof value);
  }

  void allowBroadcasts(int allowed) { setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &allowed, sizeof allowed); }

  int tryConnect(const Address& address) {
    sockaddr_storage name;
    const socklen_t length = toSockaddr(address, name);
    return connect(fd, reinterpret_cast<sockaddr*>(&name), length) == 0 ? 0 : errno;
  }
};

Broadcasts::Broadcasts() : memory_(std::make_unique<Memory>()) {}

Broadcasts::~Broadcasts() = default;

// The kernel connects a socket to a broadcast address only where the socket allows broadcasts. So the kernel's own
// routes answer, as they are at this moment: an address with a peer has no broadcast, an address without a broadcast of its
// own may be in a subnet that has one. Netlink would tell less, and some sandboxes forbid it.
bool Broadcasts::has(const Address& address, uint32_t interfaceIndex) {
  if (address.family != 4 || !memory_->isOpen()) return false;
  memory_->limitTo(interfaceIndex);
  if (memory_->tryConnect(address) != EACCES) return false;
  // A security module may forbid each connect, and a route may prohibit the address: allowing broadcasts mends neither.
  memory_->allowBroadcasts(1);
  const bool connected = memory_->tryConnect(address) == 0;
  memory_->allowBroadcasts(0);
  return connected;
}

}  // namespace rxicmp
