#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "system.h"

namespace rxicmp {

void waitReadable(std::vector<pollfd>& descriptors, int64_t timeoutNs) {
  const int64_t ms = (timeoutNs + 999'999) / 1'000'000;
  poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()),
       timeoutNs < 0 ? -1 : static_cast<int>(std::min<int64_t>(ms, 1 << 30)));
}

void prepareEngineThread() { pthread_setname_np("rxicmp"); }

// On macOS every ICMP socket gets every reply, as far as is known: each engine would read the replies of all engines.
size_t mostEngines() { return 1; }

bool openPipe(int (&ends)[2]) {
  if (pipe(ends) != 0) return false;
  for (int end : ends) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  return true;
}

uint64_t randomBits() {
  uint64_t bits;
  arc4random_buf(&bits, sizeof bits);
  return bits;
}

}  // namespace rxicmp
