#pragma once

#include <cstdint>

namespace rxicmp {

// The number at `index` of the splitmix64 sequence that starts at `seed`: no two indexes have the same number.
inline uint64_t splitmix64(uint64_t seed, uint64_t index) {
  uint64_t z = seed + index * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace rxicmp
