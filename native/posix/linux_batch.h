// The memory in which Linux sockets receive.
#pragma once

#include <sys/socket.h>

#include <memory>

#include "icmp_socket.h"

namespace rxicmp {

// What one recvmmsg fills. Each slot takes the largest packet that there is, so that a reply which is longer than its
// request is read whole. Memory that no packet has touched costs nothing.
struct IcmpSocket::Batch {
  static constexpr size_t kControlSize = 256;
  static constexpr size_t kCount = 16, kLargestPacket = 65'536;
  // The slots begin at different lines of the processor's cache.
  static constexpr size_t kSlot = kLargestPacket + 3 * 64;

  const std::unique_ptr<uint8_t[]> data{new uint8_t[kCount * kSlot]};
  mmsghdr messages[kCount] = {};
  iovec vectors[kCount];
  sockaddr_storage names[kCount];
  uint8_t controls[kCount][kControlSize];

  Batch() {
    for (size_t i = 0; i < kCount; i++) {
      vectors[i] = {slot(i), kLargestPacket};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &names[i];
    }
    prepare(kCount);
  }

  uint8_t* slot(size_t i) { return data.get() + i * kSlot; }

  // The kernel writes what it used into the lengths.
  void prepare(size_t count) {
    for (size_t i = 0; i < count; i++) {
      messages[i].msg_hdr.msg_namelen = sizeof(sockaddr_storage);
      messages[i].msg_hdr.msg_control = controls[i];
      messages[i].msg_hdr.msg_controllen = kControlSize;
    }
  }
};

}  // namespace rxicmp
