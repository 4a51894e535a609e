#include <ifaddrs.h>
#include <net/if.h>

#include <algorithm>
#include <vector>

#include "clock.h"
#include "darwin_broadcasts.h"

namespace rxicmp {
namespace {

constexpr int64_t kStale = 10'000'000'000;

std::vector<Address> readAll() {
  std::vector<Address> found;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return found;
  for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    const bool v4 = entry->ifa_addr != nullptr && entry->ifa_addr->sa_family == AF_INET;
    if (v4 && (entry->ifa_flags & IFF_BROADCAST) != 0 && entry->ifa_broadaddr != nullptr) {
      found.push_back(fromSockaddr(entry->ifa_broadaddr));
    }
  }
  freeifaddrs(all);
  return found;
}

}  // namespace

bool isBroadcast(const Address& address) {
  // Each engine has a thread.
  thread_local std::vector<Address> all;  // the broadcast addresses of all interfaces
  thread_local int64_t readAt = 0;        // monotonic ns
  if (address.family != 4) return false;
  if (address.limitedBroadcast()) return true;
  const int64_t now = monotonicNs();
  if (readAt == 0 || now - readAt > kStale) {
    readAt = now;
    all = readAll();
  }
  return std::any_of(all.begin(), all.end(), [&](const Address& one) { return one.sameHost(address); });
}

}  // namespace rxicmp
