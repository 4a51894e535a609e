#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

#include <algorithm>

#include "system.h"

namespace rxicmp {

void waitReadable(std::vector<pollfd>& descriptors, int64_t timeoutNs) {
  const int64_t ms = (timeoutNs + 999'999) / 1'000'000;
  poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()),
       timeoutNs < 0 ? -1 : static_cast<int>(std::min<int64_t>(ms, 1 << 30)));
}

void prepareEngineThread() { pthread_setname_np("rxicmp"); }

uint64_t randomBits() {
  uint64_t bits;
  arc4random_buf(&bits, sizeof bits);
  return bits;
}

}  // namespace rxicmp
