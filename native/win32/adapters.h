// The network adapters of this machine, and which addresses they have.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "clock.h"
#include "icmp_api.h"

namespace rxicmp {

class AdapterList {
 public:
  AdapterList() : buffer_(4096) {
    constexpr ULONG kFlags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
    const auto read = IcmpApi::get().adapters;
    ULONG error = ERROR_BUFFER_OVERFLOW;
    // The list may grow between two calls.
    for (int tries = 0; read != nullptr && error == ERROR_BUFFER_OVERFLOW && tries < 4; tries++) {
      auto size = static_cast<ULONG>(buffer_.size() * sizeof buffer_[0]);
      error = read(AF_UNSPEC, kFlags, nullptr, reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer_.data()), &size);
      if (error == ERROR_BUFFER_OVERFLOW) buffer_.resize(size / sizeof buffer_[0] + 1);
    }
    if (error != 0) buffer_.clear();
  }

  // Null when there are none, or they cannot be read.
  const IP_ADAPTER_ADDRESSES* first() const {
    return buffer_.empty() ? nullptr : reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(buffer_.data());
  }

 private:
  std::vector<uint64_t> buffer_;  // 64-bit words, for the alignment
};

// Remembers the list for a second: it takes the system milliseconds to make.
class LocalAddresses {
 public:
  bool has(int family, const uint8_t* address) {
    if (family == 4 && address[0] == 127) return true;
    static constexpr uint8_t kAny[16] = {};
    if (std::memcmp(address, kAny, family == 4 ? 4 : 16) == 0) return true;  // lets the system choose
    const bool isStale = readAt_ == 0 || monotonicNs() - readAt_ > 1'000'000'000;
    if (!isStale && find(family, address)) return true;
    // The address may be new.
    read();
    return find(family, address);
  }

 private:
  struct Entry {
    int family;
    uint8_t bytes[16];
  };

  void read() {
    readAt_ = monotonicNs();
    entries_.clear();
    const AdapterList adapters;
    for (const auto* adapter = adapters.first(); adapter != nullptr; adapter = adapter->Next) {
      for (const auto* unicast = adapter->FirstUnicastAddress; unicast != nullptr; unicast = unicast->Next) {
        const sockaddr* const name = unicast->Address.lpSockaddr;
        Entry entry{};
        entry.family = name->sa_family == AF_INET ? 4 : 6;
        if (entry.family == 4) std::memcpy(entry.bytes, &reinterpret_cast<const sockaddr_in*>(name)->sin_addr, 4);
        else std::memcpy(entry.bytes, &reinterpret_cast<const sockaddr_in6*>(name)->sin6_addr, 16);
        entries_.push_back(entry);
      }
    }
  }

  bool find(int family, const uint8_t* address) const {
    for (const Entry& entry : entries_) {
      if (entry.family == family && std::memcmp(entry.bytes, address, family == 4 ? 4 : 16) == 0) return true;
    }
    return false;
  }

  std::vector<Entry> entries_;
  int64_t readAt_ = 0;
};

}  // namespace rxicmp
