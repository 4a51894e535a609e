// What came back for a request, read by the engine of this system and checked by it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rxicmp {

// An echo reply, or somebody's refusal. The pointers go into the memory that it was read from.
struct Reply {
  uint32_t status = 0;  // IP_STATUS
  uint8_t address[16] = {};
  uint32_t scopeId = 0;
  uint32_t wholeMs = 0;   // from the request to the reply
  uint32_t mtu = 0;       // of the next hop, from packet-too-big
  int16_t icmpType = -1;  // -1 when the system does not tell it, and so below
  int16_t icmpCode = -1;
  int16_t ttl = -1;
  int16_t tos = -1;
  uint8_t flags = 0;  // IP_FLAG_*
  const uint8_t* options = nullptr;
  size_t optionsSize = 0;
  const uint8_t* labels = nullptr;  // MPLS label stack entries of a refusal
  size_t labelsSize = 0;            // bytes
  const uint8_t* data = nullptr;  // of an echo reply
  size_t dataSize = 0;
};

}  // namespace rxicmp
