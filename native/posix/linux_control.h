// Control messages of Linux: what they tell of a received packet, and what they ask for a sent one.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>

#include "icmp_socket.h"

struct sock_extended_err;

namespace rxicmp {

// What the control messages of a received packet say. The pointers go into the message.
struct Control {
  int64_t kernelWall = 0;
  int ttl = -1;
  int tos = -1;
  const uint8_t* options = nullptr;  // IPv4's
  size_t optionsSize = 0;
  const sock_extended_err* error = nullptr;  // with room for the offender's address behind it

  // Of a request that has left: when, by the wall clock, and the number of the send.
  bool isDeparture = false;
  int64_t leftAt = 0;
  uint32_t sendNumber = 0;
};

Control readControl(msghdr& message);

// The control messages that carry a request's options.
class SendControl {
 public:
  SendControl(uint8_t family, const SendOptions& options);

  // When the request leaves.
  void askForStamp();

  void attachTo(msghdr& message) {
    message.msg_control = bytes_;
    message.msg_controllen = size_;
  }

 private:
  void add(int level, int type, const void* value, size_t length);

  alignas(cmsghdr) uint8_t bytes_[256] = {};
  size_t size_ = 0;
};

}  // namespace rxicmp
