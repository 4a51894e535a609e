#pragma once

// Before windows.h, as it insists.
#include <winsock2.h>
#include <windows.h>

#include <cstdint>

namespace rxicmp {

// Beyond 2^53 ticks of a nanosecond a plain product would overflow, so whole seconds go first.
inline int64_t monotonicNs() {
  static const int64_t frequency = [] {
    LARGE_INTEGER f;
    QueryPerformanceFrequency(&f);
    return f.QuadPart;
  }();
  LARGE_INTEGER t;
  QueryPerformanceCounter(&t);
  return t.QuadPart / frequency * 1'000'000'000 + t.QuadPart % frequency * 1'000'000'000 / frequency;
}

// Epoch milliseconds.
inline double wallMs() {
  constexpr int64_t kEpoch = 116'444'736'000'000'000;  // 1970 in 100 ns units since 1601
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  const int64_t units = (int64_t{t.dwHighDateTime} << 32) | t.dwLowDateTime;
  return static_cast<double>(units - kEpoch) / 1e4;
}

}  // namespace rxicmp
