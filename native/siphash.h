// SipHash-2-4 over whole 64-bit words: whoever sees any number of its values can compute no other one without the key.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace rxicmp {

struct SipKey {
  uint64_t low, high;
};

inline uint64_t siphash(const SipKey& key, std::initializer_list<uint64_t> words) {
  uint64_t a = key.low ^ 0x736f6d6570736575, b = key.high ^ 0x646f72616e646f6d;
  uint64_t c = key.low ^ 0x6c7967656e657261, d = key.high ^ 0x7465646279746573;
  const auto mix = [&](int rounds) {
    for (; rounds > 0; rounds--) {
      a += b;
      c += d;
      b = std::rotl(b, 13) ^ a;
      d = std::rotl(d, 16) ^ c;
      a = std::rotl(a, 32);
      c += b;
      a += d;
      b = std::rotl(b, 17) ^ c;
      d = std::rotl(d, 21) ^ a;
      c = std::rotl(c, 32);
    }
  };
  const auto take = [&](uint64_t word) {
    d ^= word;
    mix(2);
    a ^= word;
  };
  for (const uint64_t word : words) take(word);
  // The last block has the length in bytes on top.
  take(uint64_t{words.size() * 8} << 56);
  c ^= 0xff;
  mix(4);
  return a ^ b ^ c ^ d;
}

}  // namespace rxicmp
