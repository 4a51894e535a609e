// Who has answered a broadcast or multicast request so far.
#pragma once

#include <cstddef>
#include <cstring>
#include <unordered_set>

#include "address.h"
#include "system.h"

namespace rxicmp {

class Responders {
 public:
  enum class Added { yes, known, full };

  Added add(const Address& responder) {
    if (all_.contains(responder)) return Added::known;
    if (all_.size() >= kMost) return Added::full;
    all_.insert(responder);
    return Added::yes;
  }

  bool empty() const { return all_.empty(); }

 private:
  // As many hosts as a network of 16 bits has. More responders than that are made up by somebody.
  static constexpr size_t kMost = 65'536;

  // With a secret, so that nobody can choose addresses that all fall on one place.
  struct Hash {
    size_t operator()(const Address& address) const {
      static const uint64_t secret = randomBits();
      uint64_t words[2];
      std::memcpy(words, address.bytes, sizeof words);
      uint64_t mixed = secret;
      for (const uint64_t word : words) {
        mixed = (mixed ^ word) * 0x9e3779b97f4a7c15;
        mixed ^= mixed >> 32;
      }
      return static_cast<size_t>(mixed);
    }
  };
  struct SameHost {
    bool operator()(const Address& a, const Address& b) const { return a.sameHost(b); }
  };

  std::unordered_set<Address, Hash, SameHost> all_;
};

}  // namespace rxicmp
