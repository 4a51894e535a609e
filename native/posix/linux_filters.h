// What the kernel keeps away from a raw socket.
#pragma once

#include <cstdint>

namespace rxicmp {

// Only what could answer us: others' pings and our own requests on loopback never wake the engine. 0 or errno.
int filterTypes(int fd, uint8_t family);

// Only echo replies with this identifier, and errors that quote it. 0 or errno.
int filterIdentifier(int fd, uint8_t family, uint16_t id);

}  // namespace rxicmp
