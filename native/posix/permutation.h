// The numbers from 0 to 65,535 in an order that cannot be guessed: which one comes next says nothing of the others.
#pragma once

#include <cstdint>

#include "../siphash.h"

namespace rxicmp {

class Permutation {
 public:
  explicit Permutation(const SipKey& key) {
    for (unsigned round = 0; round < kRounds; round++) {
      for (unsigned half = 0; half < 256; half++) {
        table_[round][half] = static_cast<uint8_t>(siphash(key, {uint64_t{round} << 8 | half}));
      }
    }
  }

  // A Feistel network of two bytes: whatever the tables are, no two numbers become the same one.
  uint16_t operator()(uint16_t number) const {
    uint8_t left = static_cast<uint8_t>(number >> 8), right = static_cast<uint8_t>(number);
    for (const auto& round : table_) {
      const uint8_t mixed = left ^ round[right];
      left = right;
      right = mixed;
    }
    return static_cast<uint16_t>(left << 8 | right);
  }

 private:
  static constexpr unsigned kRounds = 6;
  uint8_t table_[kRounds][256];
};

}  // namespace rxicmp
