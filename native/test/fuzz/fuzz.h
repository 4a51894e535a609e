// What the fuzz targets share: inputs taken apart, and conditions that end the process when they do not hold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../../posix/packet.h"
#include "../packet_builder.h"

namespace fuzz {

using packets::Bytes;

[[noreturn]] inline void fail(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
  std::abort();
}

#define MUST(condition) ((condition) ? void() : fuzz::fail(__FILE__, __LINE__, #condition))

// An input from front to back. Behind its end there are zeros.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : at_(data), left_(size) {}

  template <typename T>
  T take() {
    T value{};
    const size_t size = std::min(sizeof value, left_);
    if (size > 0) std::memcpy(&value, at_, size);
    skip(size);
    return value;
  }

  // Heap memory exactly as large, so that the address sanitizer sees every byte that is read behind it.
  Bytes bytes(size_t most) {
    const size_t size = std::min(most, left_);
    Bytes taken(at_, at_ + size);
    skip(size);
    return taken;
  }

  Bytes rest() { return bytes(left_); }

 private:
  void skip(size_t size) {
    at_ += size;
    left_ -= size;
  }

  const uint8_t* at_;
  size_t left_;
};

// Whether a part of a packet lies inside the bytes that the packet was parsed from. There may be no such part.
inline bool inside(const Bytes& bytes, const uint8_t* part, size_t size) {
  if (part == nullptr) return size == 0;
  const uint8_t* const end = bytes.data() + bytes.size();
  return part >= bytes.data() && part <= end && size <= static_cast<size_t>(end - part);
}

inline bool inside(const Bytes& bytes, const rxicmp::Packet& packet) {
  return inside(bytes, packet.payload, packet.payloadSize) && inside(bytes, packet.options, packet.optionsSize);
}

inline bool same(const uint8_t* part, size_t size, const Bytes& expected) {
  return size == expected.size() && (size == 0 || std::memcmp(part, expected.data(), size) == 0);
}

inline uint16_t read16(const uint8_t* bytes) { return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]); }

// Labels are those of an error, whole, behind its own header, and no more than a completion record counts.
inline void checkLabels(uint8_t family, const Bytes& bytes, const rxicmp::Packet& packet) {
  const auto& [entries, size] = packet.labels;
  MUST(inside(bytes, entries, size) && size % 4 == 0 && size <= 255 * 4);
  if (size == 0) return;
  MUST(packet.kind == rxicmp::Packet::Kind::error && rxicmp::isExtensible(family, packet.type));
  // Behind an extension's and an object's header, of which the latter tells how long they are.
  MUST(inside(bytes, entries - 8, 8) && read16(entries - 4) == size + 4 && entries[-2] == 1 && entries[-1] == 1);
}

}  // namespace fuzz
