#include "linux_filters.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

// After the libc headers that declare the same structs.
#include <linux/filter.h>
#include <linux/icmp.h>

#include <iterator>

#include "packet.h"

namespace rxicmp {
namespace {

int attach(int fd, sock_filter* program, size_t length) {
  sock_fprog all{};
  all.filter = program;
  all.len = static_cast<unsigned short>(length);
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &all, sizeof all) == 0 ? 0 : errno;
}

}  // namespace

int filterTypes(int fd, uint8_t family) {
  if (family == 4) {
    icmp_filter filter;
    filter.data =
        ~(1u << ICMP_ECHOREPLY | 1u << ICMP_DEST_UNREACH | 1u << ICMP_TIME_EXCEEDED | 1u << ICMP_PARAMETERPROB);
    return setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
  }
  icmp6_filter filter;
  ICMP6_FILTER_SETBLOCKALL(&filter);
  for (int type : {ICMP6_ECHO_REPLY, ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB}) {
    ICMP6_FILTER_SETPASS(type, &filter);
  }
  return setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
}

int filterAll(int fd) {
  // The kernel asks the first filter before it copies a packet. That filter knows only the types below 32.
  icmp_filter filter;
  filter.data = ~0u;
  if (setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) != 0) return errno;
  sock_filter nothing[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
  return attach(fd, nothing, std::size(nothing));
}

int filterIdentifier(int fd, uint8_t family, uint16_t id) {
  // A load outside the packet rejects the packet.
  // IPv4: X is the length of the IP header, later the sum of this and of the quoted header's length.
  sock_filter v4[] = {
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHOREPLY, 0, 2),
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 7, 8),
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, kIcmpHeader),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
      BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 2),
      BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
      BPF_STMT(BPF_MISC | BPF_TAX, 0),
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, kIcmpHeader + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  // IPv6: the filter starts at the ICMPv6 header; a fragment header may stand in the quote.
  constexpr unsigned quote = kIcmpHeader, header = 40, fragment = 8;
  sock_filter v6[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP6_ECHO_REPLY, 0, 2),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 6, 7),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, quote + 6),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_FRAGMENT, 2, 0),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, quote + header + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 2, 3),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, quote + header + fragment + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  return family == 4 ? attach(fd, v4, std::size(v4)) : attach(fd, v6, std::size(v6));
}

}  // namespace rxicmp
