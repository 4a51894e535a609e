// Three units of time: milliseconds of callers, nanoseconds of clocks, ticks of the timer wheel.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rxicmp {

constexpr int64_t kNsPerMs = 1'000'000;

// Rounded up: nothing is early. A time beyond 30 years counts as 30 years, so that no sum of times overflows.
inline int64_t nsOf(double ms) {
  constexpr double kLongest = 1e12;
  const double within = ms < kLongest ? std::max(ms, -kLongest) : kLongest;
  return static_cast<int64_t>(std::ceil(within * 1e6));
}

// The tick that `ns` lies in.
inline uint64_t tickOf(int64_t ns) { return static_cast<uint64_t>(ns / kNsPerMs); }

// The first tick that is not before `ns`: nothing is early.
inline uint64_t tickAfter(int64_t ns) { return static_cast<uint64_t>((ns + kNsPerMs - 1) / kNsPerMs); }

}  // namespace rxicmp
