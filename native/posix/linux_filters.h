// Filters by which the kernel keeps foreign packets away from a raw socket.
#pragma once

#include <cstdint>

namespace rxicmp {

// Lets through only types that can be answers: pings of others, and our own requests on loopback, never wake the
// engine. 0 or errno.
int filterTypes(int fd, uint8_t family);

// Lets through nothing at all, on an IPv4 socket. 0 or errno.
int filterAll(int fd);

// Lets through only echo replies with this identifier, and errors that quote it. 0 or errno.
int filterIdentifier(int fd, uint8_t family, uint16_t id);

}  // namespace rxicmp
