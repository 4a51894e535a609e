#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "system.h"

namespace rxicmp {
namespace {

// struct sched_attr, which the C library and the kernel's headers cannot both declare. Its first version.
struct SchedulingAttributes {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

// Asks for short time slices. Of two threads that wait for the same processor, the one that asks for less goes first:
// on a busy machine a beat need not wait until another thread's slice of some milliseconds is used up. The share of the
// processor stays the same, and no permission is needed. Works from Linux 6.12 on; older ones accept it and do nothing.
void askForShortSlice() {
  constexpr uint64_t kSlice = 100'000;  // ns, the shortest that there is
  // A filter of system calls may end the process for this call, for example that of a hardened systemd service.
  if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0) return;
  SchedulingAttributes own{};
  if (syscall(SYS_sched_getattr, 0, &own, sizeof own, 0) != 0 || own.policy != SCHED_OTHER) return;
  own.runtime = kSlice;
  syscall(SYS_sched_setattr, 0, &own, 0);
}

}  // namespace

void waitReadable(std::vector<pollfd>& descriptors, int64_t timeoutNs) {
  timespec timeout{timeoutNs / 1'000'000'000, timeoutNs % 1'000'000'000};
  ppoll(descriptors.data(), descriptors.size(), timeoutNs < 0 ? nullptr : &timeout, nullptr);
}

void prepareEngineThread() {
  prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
  prctl(PR_SET_NAME, "rxicmp", 0, 0, 0);
  askForShortSlice();
}

size_t mostEngines() {
  // Four engines send as much as JavaScript can take.
  constexpr int kMost = 4;
  cpu_set_t own;
  return sched_getaffinity(0, sizeof own, &own) == 0 ? std::clamp(CPU_COUNT(&own), 1, kMost) : 1;
}

bool openPipe(int (&ends)[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0; }

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
