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

// How far the wall clock is ahead of the monotonic one. The thread may lose its processor between two readings, so the
// two readings that lie closest together count.
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

// Nanoseconds from a send to the kernel's stamp on the answer; -1 when the stamp cannot tell.
//
// The stamp is a reading of the wall clock. Somebody may set that clock at any moment, and the monotonic clock stands
// still while the machine is suspended: then the wall clock is ahead by another amount than before. `ahead` is read
// after the packet and `aheadAtSend` with the send. If nobody set the clock, the two differ by less than kSteadyNs,
// even when both readings were interrupted. `measured` is the whole time that has passed: a stamp outside of it does
// not count.
inline int64_t stampedRoundTrip(int64_t kernelWall, int64_t ahead, double aheadAtSend, int64_t sentAt,
                                int64_t measured) {
  constexpr double kSteadyNs = 50'000;
  if (kernelWall <= 0 || std::abs(static_cast<double>(ahead) - aheadAtSend) > kSteadyNs) return -1;
  const int64_t stamped = kernelWall - ahead - sentAt;
  return stamped >= 0 && stamped <= measured ? stamped : -1;
}

}  // namespace rxicmp
