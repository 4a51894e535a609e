// What routers tell behind the packet that an ICMP error quotes (RFC 4884).
#pragma once

#include <cstddef>
#include <cstdint>

namespace rxicmp {

// The quoted packet has at least so many bytes when an extension follows; a shorter one is padded.
constexpr size_t kLeastQuoted = 128;

// The MPLS labels that the packet carried when the router got it (RFC 4950), as they stand in the error, top first. `size` is
// in bytes, 4 a label; 0 when there are none.
struct LabelStack {
  const uint8_t* entries = nullptr;
  size_t size = 0;
};

// Whether ICMP errors of this type may have an extension.
bool isExtensible(uint8_t family, uint8_t type);

// `data` is the quoted packet, or the end of it, with all that follows. `at` is where the error says that the extension begins,
// 0 when it does not say: then the extension is looked for at `usual`, where routers put it before there was a field for that.
LabelStack readLabels(const uint8_t* data, size_t size, size_t at, size_t usual);

}  // namespace rxicmp
