#pragma once

#include <time.h>

#include <cmath>
#include <cstdint>

namespace rxicmp {

inline int64_t readClock(clockid_t id) {
  timespec t;
  clock_gettime(id, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

// Never early. Times beyond 30 years are 30 years: they must not overflow, and nobody waits for them.
inline int64_t nsOf(double ms) {
  constexpr double kLongest = 1e12;
  return static_cast<int64_t>(std::ceil((ms < kLongest ? ms : kLongest) * 1e6));
}

inline int64_t monotonicNs() { return readClock(CLOCK_MONOTONIC); }
inline int64_t wallNs() { return readClock(CLOCK_REALTIME); }

}  // namespace rxicmp
