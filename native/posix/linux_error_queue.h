// The ICMP errors in the error queue of a ping socket.
#pragma once

#include "linux_control.h"

namespace rxicmp {

// Whether a message of the error queue is an ICMP error. Of local origin: an errno that a send of ours returned already.
bool isIcmpError(const Control& control);

// An ICMP error as a ping socket tells it: the data is the request that it quotes, the name is where that went.
Packet fromErrorQueue(uint8_t family, const Control& control, const sockaddr_storage& destination,
                      const uint8_t* data, size_t size);

}  // namespace rxicmp
