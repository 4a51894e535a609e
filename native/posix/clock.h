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

inline int64_t monotonicNs() { return readClock(CLOCK_MONOTONIC); }
inline int64_t wallNs() { return readClock(CLOCK_REALTIME); }

// What the wall clock is ahead of the monotonic one. Between two readings the thread may lose its processor, so the
// ones that lie closest together count.
inline int64_t wallAheadNs() {
  int64_t ahead = 0;
  int64_t narrowest = INT64_MAX;
  for (int tries = 0; tries < 8 && narrowest > 1000; tries++) {
    const int64_t before = monotonicNs();
    const int64_t wall = wallNs();
    const int64_t apart = monotonicNs() - before;
    if (apart >= narrowest) continue;
    narrowest = apart;
    ahead = wall - before - apart / 2;
  }
  return ahead;
}

// Nanoseconds from a send to the kernel's stamp on what came for it; -1 when the stamp cannot tell.
//
// The stamp is the wall clock's, which may be set at any moment and is ahead of the monotonic one by something else
// then: after the machine was suspended too, for the monotonic clock stands still meanwhile. `ahead` is read after the
// packet and `aheadAtSend` with the send; between two such readings of an unset clock there is less than kSteadyNs,
// even where both were interrupted. `measured` has passed in all, so that no stamp is in the future.
inline int64_t stampedRoundTrip(int64_t kernelWall, int64_t ahead, double aheadAtSend, int64_t sentAt,
                                int64_t measured) {
  constexpr double kSteadyNs = 50'000;
  if (kernelWall <= 0 || std::abs(static_cast<double>(ahead) - aheadAtSend) > kSteadyNs) return -1;
  const int64_t stamped = kernelWall - ahead - sentAt;
  return stamped >= 0 && stamped <= measured ? stamped : -1;
}

}  // namespace rxicmp
