// What Linux tells beside the data of a received message, and the ICMP errors in the error queue of a ping socket.
#pragma once

#include <sys/socket.h>

#include "packet.h"

struct sock_extended_err;

namespace rxicmp {

// What the kernel says beside the data.
struct Control {
  int64_t kernelWall = 0;
  int ttl = -1;
  int tos = -1;
  bool hasDrops = false;
  uint32_t drops = 0;
  const sock_extended_err* error = nullptr;  // with room for the offender's address behind it
};

Control readControl(msghdr& message);

// Whether a message of the error queue is an ICMP error. Of local origin: an errno that a send of ours returned already.
bool isIcmpError(const Control& control);

// An ICMP error as a ping socket tells it: the data is the request that it quotes, the name is where that went.
Packet fromErrorQueue(uint8_t family, const Control& control, const sockaddr_storage& destination,
                      const uint8_t* data, size_t size);

}  // namespace rxicmp
