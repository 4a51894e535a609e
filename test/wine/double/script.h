// What the double's network is like, read from the text in RXICMP_DOUBLE_SCRIPT; what was asked of the double, written
// to the file in RXICMP_DOUBLE_LOG, a JSON object a line.
#pragma once

// Before windows.h, as it insists.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

struct Address {
  int family = 0;
  uint8_t bytes[16] = {};

  size_t size() const { return family == 4 ? 4 : 16; }
  bool operator==(const Address& other) const { return family == other.family && !memcmp(bytes, other.bytes, size()); }
  bool isZero() const;
  std::string text() const;
  static Address of(int family, const void* bytes);
  static Address parse(const std::string& text);
};

struct Host {
  Address address;
  double delay = 0;     // ms until it answers
  bool silent = false;  // it does not answer
  uint32_t status = 0;  // IP_STATUS that comes back, from `from`
  Address from;
  DWORD refuse = 0;     // last error of the call itself
  LONG ioStatus = 0;    // of the APC, an error leaves nothing written
  unsigned mtu = 0;     // of the path: larger packets are refused when they may not be fragmented
  unsigned hops = 0;    // routers on the way, of which the last one is `from`
  int truncate = -1;    // bytes of the payload that come back
  bool alter = false;   // the last byte of the payload comes back changed
  bool forge = false;   // the first byte does
  int flip = -1;        // this byte of the payload comes back changed
  bool wild = false;    // the reply's pointers lead out of the buffer
  bool blank = false;   // it ends, and nothing was written
  bool twice = false;   // its event is set a second time, 30 ms later
  bool never = false;   // it does not end, whatever its time-out
  std::vector<Address> replies;  // all who answer
};

struct Script {
  std::vector<Host> hosts;
  std::vector<Address> sources;  // addresses that a request may come from
  unsigned capacity = 0xffffffff;  // requests at a time; beyond it they end with STATUS_NO_MEMORY

  const Host* find(const Address& address) const;
  bool isSource(const Address& address) const;
  static Script fromEnvironment();
};

bool isNoting();
void note(const std::string& line);
