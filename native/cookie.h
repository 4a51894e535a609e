// The proof that an answer is the answer to a request: 8 bytes that nobody can know who did not see that request.
#pragma once

#include <cstring>

#include "siphash.h"

namespace rxicmp {

// It is computed again when an answer comes: to keep it would cost more memory than time. `sequence` is 0 where the system
// chooses it. `destination` has 16 bytes, an IPv4 address in the first 4.
inline uint64_t cookieOf(const SipKey& key, uint32_t generation, uint16_t sequence, const uint8_t* destination) {
  uint64_t words[2];
  std::memcpy(words, destination, sizeof words);
  return siphash(key, {uint64_t{generation} << 16 | sequence, words[0], words[1]});
}

}  // namespace rxicmp
