#pragma once

// Declares rand_s() only where _CRT_RAND_S is defined before its first inclusion, so the build defines that.
#include <stdlib.h>

#include <cstdint>

namespace rxicmp {

// 64 bits of the system's own randomness.
inline uint64_t randomBits() {
  unsigned high = 0, low = 0;
  rand_s(&high);
  rand_s(&low);
  return uint64_t{high} << 32 | low;
}

}  // namespace rxicmp
