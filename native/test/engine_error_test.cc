// Errors of other requests that a socket holds when it is to send: the system returns them in place of the send's own
// result.
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;

namespace {

Bytes host(int family) { return family == 4 ? loopback::v4(1, 1, 1) : loopback::v6(1); }
Bytes router(int family) { return family == 4 ? loopback::v4(2, 2, 2) : loopback::v6(2); }

Ping to(const Bytes& destination) {
  Ping ping;
  ping.destination = destination;
  ping.timeout = 20'000;
  return ping;
}

// While it lives an error comes just before each packet is sent, to the socket that sends it.
class Interference {
 public:
  Interference(Puppet& puppet, const Heard& one, size_t replies) : puppet_(puppet), one_(one), replies_(replies) {
    current = this;
  }
  ~Interference() { current = nullptr; }
  Interference(const Interference&) = delete;

  void beforeSend() {
    Interference* const self = current.exchange(nullptr);
    // What lies in the receive buffer leaves no room for the particulars of an error.
    Heard forged = one_;
    forged.payload[0] ^= 1;
    forged.icmp[8] ^= 1;
    for (size_t i = 0; i < replies_; i++) puppet_.reply(forged);
    const int family = one_.to.size() == 4 ? 4 : 6;
    puppet_.refuse(forged, family == 4 ? 3 : 1, family == 4 ? 1 : 3, router(family));
    errors++;
    current = self;
  }

  static inline std::atomic<Interference*> current{nullptr};
  std::atomic<int> errors{0};

 private:
  Puppet& puppet_;
  const Heard one_;
  const size_t replies_;
};

}  // namespace

// In place of the C library's.
extern "C" ssize_t sendto(int fd, const void* data, size_t size, int flags, const sockaddr* to, socklen_t length) {
  if (Interference* const interference = Interference::current) interference->beforeSend();
  return syscall(SYS_sendto, fd, data, size, flags, to, length);
}

extern "C" ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  if (Interference* const interference = Interference::current) interference->beforeSend();
  return syscall(SYS_sendmsg, fd, message, flags);
}

TEST(noNumberOfOthersErrorsFailsASend) {
  for (const int family : {4, 6}) {
    for (const size_t replies : {0, 200}) {
      const Silence silence;
      Client client;
      Puppet puppet;
      const size_t first = client.send(to(host(family)));
      Heard heard;
      CHECK(puppet.hear(family, heard));
      loopback::shrinkReceiveBuffers();
      size_t number;
      Heard second;
      {
        const Interference interference(puppet, heard, replies);
        number = client.send(to(host(family)));
        CHECK(puppet.hear(family, second));
        CHECK(interference.errors > 0);
      }
      CHECK(client.seen(number).empty());
      // Until there is room for them.
      CHECK(client.waitFor([&] {
        puppet.reply(second);
        puppet.reply(heard);
        return !client.seen(number).empty() && !client.seen(first).empty();
      }));
      CHECK_EQ(client.seen(number).at(0).status, 0u);
      CHECK_EQ(client.seen(first).at(0).status, 0u);
    }
  }
}

TEST(aSendsOwnErrorIsToldAmongThoseOfOthers) {
  for (const int family : {4, 6}) {
    const Silence silence;
    Client client;
    Puppet puppet;
    const size_t first = client.send(to(host(family)));
    Heard heard;
    CHECK(puppet.hear(family, heard));
    const Bytes nowhere = family == 4 ? Bytes{198, 51, 100, 1} : Bytes{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    size_t number;
    {
      const Interference interference(puppet, heard, 0);
      number = client.send(to(nowhere));
      CHECK(client.waitFor([&] { return !client.seen(number).empty(); }));
    }
    CHECK_EQ(client.seen(number).at(0).record.errorNumber, ENETUNREACH);
    puppet.reply(heard);
    client.waitForAll();
    CHECK_EQ(client.seen(first).at(0).status, 0u);
  }
}

int main() { return loopback::runTests(); }
