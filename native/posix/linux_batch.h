// The memory in which Linux sockets receive.
#pragma once

#include <sys/socket.h>

#include <memory>

#include "icmp_socket.h"

namespace rxicmp {

// What one recvmmsg fills.
struct IcmpSocket::Batch {
  // A reply may be longer than its request, and is read whole. Memory that no packet has touched costs nothing.
  static constexpr size_t kLargestPacket = 65'536;
  // The quote of an ICMP error, with its extension: routers send 576 bytes, or 1,280 in IPv6.
  static constexpr size_t kLargestQuote = 2048;
  static constexpr size_t kControlSize = 256;
  static constexpr size_t kCount = 16;
  // The slots begin at different lines of the processor's cache.
  static constexpr size_t kApart = 3 * 64;

  const size_t slotSize;
  const std::unique_ptr<uint8_t[]> data;
  mmsghdr messages[kCount] = {};
  iovec vectors[kCount];
  sockaddr_storage names[kCount];
  uint8_t controls[kCount][kControlSize];

  explicit Batch(size_t largest) : slotSize(largest + kApart), data(new uint8_t[kCount * slotSize]) {
    for (size_t i = 0; i < kCount; i++) {
      vectors[i] = {slot(i), largest};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &names[i];
    }
    prepare(kCount);
  }

  uint8_t* slot(size_t i) { return data.get() + i * slotSize; }

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
