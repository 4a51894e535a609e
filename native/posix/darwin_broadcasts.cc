#include <ifaddrs.h>
#include <net/if.h>

#include <algorithm>
#include <vector>

#include "broadcasts.h"
#include "clock.h"

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

// The broadcast addresses of all interfaces.
struct Broadcasts::Memory {
  std::vector<Address> all;
  int64_t readAt = 0;  // monotonic ns
};

Broadcasts::Broadcasts() : memory_(std::make_unique<Memory>()) {}

Broadcasts::~Broadcasts() = default;

bool Broadcasts::has(const Address& address, uint32_t) {
  if (address.family != 4) return false;
  const int64_t now = monotonicNs();
  if (memory_->readAt == 0 || now - memory_->readAt > kStale) {
    memory_->readAt = now;
    memory_->all = readAll();
  }
  const auto& all = memory_->all;
  return std::any_of(all.begin(), all.end(), [&](const Address& one) { return one.sameHost(address); });
}

}  // namespace rxicmp
