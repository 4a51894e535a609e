#include <poll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>

#include "system.h"

namespace rxicmp {

void waitReadable(std::vector<pollfd>& descriptors, int64_t timeoutNs) {
  timespec timeout{timeoutNs / 1'000'000'000, timeoutNs % 1'000'000'000};
  ppoll(descriptors.data(), descriptors.size(), timeoutNs < 0 ? nullptr : &timeout, nullptr);
}

void prepareEngineThread() {
  prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
  prctl(PR_SET_NAME, "rxicmp", 0, 0, 0);
}

uint64_t randomBits() {
  uint64_t bits = 0;
  size_t have = 0;
  while (have < sizeof bits) {
    const ssize_t got = getrandom(reinterpret_cast<uint8_t*>(&bits) + have, sizeof bits - have, 0);
    if (got > 0) have += static_cast<size_t>(got);
  }
  return bits;
}

}  // namespace rxicmp
