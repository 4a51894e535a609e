#include "egress.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "icmp_socket.h"

namespace rxicmp {

Egress& Egresses::of(const Address& destination, const SendOptions& options, int64_t now) {
  if (options.source.family != 0 || options.interfaceIndex != 0) return withKey(keyOf(destination, options));
  if (routes_.empty()) routes_.resize(kRemembered);
  size_t hash = 0;
  for (const uint8_t byte : destination.bytes) hash = hash * 31 + byte;
  Route& route = routes_[hash % kRemembered];
  if (route.egress == nullptr || now - route.knownAt > kFresh || !(route.destination == destination)) {
    route = {destination, now, &withKey(keyOf(destination, options))};
  }
  return *route.egress;
}

int64_t Egresses::next() const {
  int64_t next = INT64_MAX;
  for (const auto& egress : all_) next = std::min(next, egress->next());
  return next;
}

void Egresses::tidy(int64_t now) {
  if (all_.empty() || sorting(now)) return;
  if (std::all_of(all_.begin(), all_.end(), [](const auto& egress) { return egress->empty(); })) forget();
}

Address Egresses::keyOf(const Address& destination, const SendOptions& options) {
  if (options.source.family != 0 && options.interfaceIndex == 0) return options.source;
  if (options.interfaceIndex == 0 && destination.scope == 0) return sourceTowards(destination);
  Address key;
  key.family = destination.family;
  key.scope = options.interfaceIndex != 0 ? options.interfaceIndex : destination.scope;
  return key;
}

// The unspecified address where the system has no route.
Address Egresses::sourceTowards(const Address& destination) {
  Address none;
  none.family = destination.family;
  int& fd = sockets_[destination.family == 6];
  if (fd < 0) {
    fd = socket(destination.family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
    if (fd < 0) return none;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  }
  // Else the address of the last connection stays.
  sockaddr_storage name{};
  name.ss_family = AF_UNSPEC;
  connect(fd, reinterpret_cast<sockaddr*>(&name), sizeof name);
  socklen_t length = toSockaddr(destination, name);
  // A datagram socket needs a port to connect to; nothing is sent.
  (destination.family == 4 ? reinterpret_cast<sockaddr_in*>(&name)->sin_port
                           : reinterpret_cast<sockaddr_in6*>(&name)->sin6_port) = htons(9);
  if (connect(fd, reinterpret_cast<sockaddr*>(&name), length) != 0) return none;
  length = sizeof name;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return none;
  return fromSockaddr(reinterpret_cast<sockaddr*>(&name));
}

Egress& Egresses::withKey(const Address& key) {
  for (const auto& egress : all_) {
    if (egress->key == key) return *egress;
  }
  all_.push_back(std::make_unique<Egress>(key));
  return *all_.back();
}

void Egresses::forget() {
  all_.clear();
  routes_.clear();
  for (int& fd : sockets_) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
}

}  // namespace rxicmp
