#pragma once

#include <time.h>

#include <cstdint>

namespace rxicmp {

inline int64_t readClock(clockid_t id) {
  timespec t;
  clock_gettime(id, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

inline int64_t monotonicNs() { return readClock(CLOCK_MONOTONIC); }
inline int64_t wallNs() { return readClock(CLOCK_REALTIME); }

}  // namespace rxicmp
