// What the engine asks of the operating system beside sockets. Implemented by linux_system.cc and darwin_system.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

struct pollfd;

namespace rxicmp {

// Blocks until one of the descriptors is readable or has an error, or `timeoutNs` has passed (negative: for ever).
void waitReadable(std::vector<pollfd>& descriptors, int64_t timeoutNs);

// Makes the calling thread's sleeps exact, has it run soon after them, and names it.
void prepareEngineThread();

// How many engines may send at once.
size_t mostEngines();

// A pipe that no child process inherits and that never blocks. False when the system has none.
bool openPipe(int (&ends)[2]);

// 64 bits that cannot be guessed.
uint64_t randomBits();

}  // namespace rxicmp
