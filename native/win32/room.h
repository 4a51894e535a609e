// How long a request is tried again while the system has no room for it.
#pragma once

#include <windows.h>

#include <cstdint>

namespace rxicmp {

constexpr int64_t kPatience = 2'000'000'000;    // ns
constexpr int64_t kShortestPause = 10'000'000;  // ns between the first tries; it doubles
constexpr int64_t kLongestPause = 160'000'000;

inline bool isNoRoom(uint32_t error) {
  constexpr uint32_t kNoResources = 11006;  // IP_NO_RESOURCES
  return error == ERROR_NOT_ENOUGH_MEMORY || error == ERROR_NO_SYSTEM_RESOURCES || error == ERROR_NOT_ENOUGH_QUOTA ||
         error == kNoResources;
}

}  // namespace rxicmp
