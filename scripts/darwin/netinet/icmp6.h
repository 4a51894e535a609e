// What the addon uses of macOS' own header of this name, which the cross compiler does not bring along. The numbers are
// those of RFC 4443, the filter is that of RFC 3542 as macOS lays it out: a bit is set for each type that passes.
#pragma once

#include <stdint.h>
#include <string.h>

#define ICMP6_DST_UNREACH 1
#define ICMP6_PACKET_TOO_BIG 2
#define ICMP6_TIME_EXCEEDED 3
#define ICMP6_PARAM_PROB 4
#define ICMP6_ECHO_REPLY 129

#define ICMP6_FILTER 18

struct icmp6_filter {
  uint32_t icmp6_filt[8];
};

#define ICMP6_FILTER_SETBLOCKALL(filter) memset(filter, 0, sizeof(struct icmp6_filter))
#define ICMP6_FILTER_SETPASS(type, filter) ((filter)->icmp6_filt[(type) >> 5] |= 1u << ((type) & 31))
