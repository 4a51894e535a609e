// A loopback of our own for the engine's tests: a fresh network namespace, its sysctls, and a puppet that gets every
// echo request in it and sends the answers that a test wants.
#pragma once

#include <string>
#include <vector>

#include "packet_builder.h"

namespace loopback {

using packets::Bytes;

constexpr uint8_t kAddresses = 80;

// Moves this process into a network namespace where 127.0.0.0/8, ::1 and fd00::1 to fd00::80 (kAddresses) are up. Only
// raw sockets may be opened in it at first. False, and why, where that is not permitted.
bool enterNamespace(std::string& why);

// Lets this group open ping sockets, which the engine prefers to raw ones.
bool allowPingSockets();

// Whether the kernel answers echo requests.
bool answerEcho(bool answers);

bool setMtu(int mtu);

// While it lives, only a puppet answers.
struct Silence {
  Silence();
  ~Silence();
  Silence(const Silence&) = delete;
};

// Leaves every ICMP socket of this process but the puppets' room for some 64 small packets.
void shrinkReceiveBuffers();

// While it lives, 10.0.0.0/8 is on a link where nobody answers, not even to ARP.
class DeadLink {
 public:
  DeadLink();
  ~DeadLink();
  DeadLink(const DeadLink&) = delete;
  bool up() const { return up_; }

 private:
  int tap_;
  bool up_ = false;
};

Bytes v4(uint8_t b, uint8_t c, uint8_t d);  // 127.b.c.d
Bytes v6(uint8_t last);                     // fd00::last, ::1 for 0

struct Heard {
  Bytes from, to;
  int ttl = -1, tos = -1;
  uint16_t id = 0, sequence = 0;
  Bytes payload;
  Bytes icmp;  // all of it
};

class Puppet {
 public:
  Puppet();
  ~Puppet();
  Puppet(const Puppet&) = delete;

  // The next echo request of the family. False when none came in time.
  bool hear(int family, Heard& heard, int milliseconds = 2000);

  // Sends an ICMP message. An IPv6 `from` has to be an address of the loopback.
  void send(const Bytes& from, const Bytes& to, Bytes icmp);

  // The reply to a request, and a refusal of it by `router` that quotes `quoted` bytes of its ICMP message.
  void reply(const Heard& request) { reply(request, request.payload, request.to); }
  void reply(const Heard& request, const Bytes& payload, const Bytes& from);
  void refuse(const Heard& request, uint8_t type, uint8_t code, const Bytes& router, size_t quoted = 1000,
              const Bytes& behind = {}, uint32_t rest = 0);

 private:
  int raw4_, raw6_, header4_;
};

// Runs every test of the program in a namespace, on raw sockets and then on ping sockets. The program's exit code.
int runTests();

}  // namespace loopback
