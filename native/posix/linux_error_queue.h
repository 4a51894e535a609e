// The ICMP errors in the error queue of a ping socket.
#pragma once

#include "linux_control.h"

namespace rxicmp {

// Whether a message of the error queue is an ICMP error. Else it is of local origin: a send returned it as errno
// already.
bool isIcmpError(const Control& control);

// Reads an ICMP error of a ping socket. `data` is the request that the error quotes, `destination` is where the request
// went.
Packet fromErrorQueue(uint8_t family, const Control& control, const sockaddr_storage& destination,
                      const uint8_t* data, size_t size);

}  // namespace rxicmp
