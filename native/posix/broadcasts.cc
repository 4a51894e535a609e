#include "broadcasts.h"

#include <ifaddrs.h>
#include <net/if.h>

#include <algorithm>

#include "clock.h"

namespace rxicmp {
namespace {

constexpr int64_t kStale = 10'000'000'000;

}  // namespace

bool Broadcasts::has(const Address& address) {
  if (address.family != 4) return false;
  const int64_t now = monotonicNs();
  if (readAt_ == 0 || now - readAt_ > kStale) {
    readAt_ = now;
    read();
  }
  return std::any_of(all_.begin(), all_.end(), [&](const Address& one) { return one.sameHost(address); });
}

void Broadcasts::read() {
  all_.clear();
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return;
  for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    const bool v4 = entry->ifa_addr != nullptr && entry->ifa_addr->sa_family == AF_INET;
    if (v4 && (entry->ifa_flags & IFF_BROADCAST) != 0 && entry->ifa_broadaddr != nullptr) {
      all_.push_back(fromSockaddr(entry->ifa_broadaddr));
    }
  }
  freeifaddrs(all);
}

}  // namespace rxicmp
