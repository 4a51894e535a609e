// The engine on kernels that do not have all socket options: that of Windows' subsystem for Linux, those that sandboxes
// and emulators play.
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <initializer_list>
#include <thread>
#include <utility>

// After the libc headers that declare the same structs.
#include <linux/filter.h>
#include <linux/icmp.h>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;

namespace {

using Option = std::pair<int, int>;  // level, name

std::vector<Option> missing;

// While it lives the kernel does not know these options.
struct Without {
  explicit Without(std::initializer_list<Option> options) { missing = options; }
  ~Without() { missing.clear(); }
  Without(const Without&) = delete;
};

const Option kTimestamp{SOL_SOCKET, SO_TIMESTAMPNS};
const std::initializer_list<Option> kAll{
    kTimestamp,
    {SOL_SOCKET, SO_TIMESTAMPING},
    {SOL_SOCKET, SO_ATTACH_FILTER},
    {SOL_RAW, ICMP_FILTER},
    {IPPROTO_IP, IP_MTU_DISCOVER},
    {IPPROTO_IP, IP_RECVERR},
    {IPPROTO_IP, IP_RECVTTL},
    {IPPROTO_IP, IP_RECVTOS},
    {IPPROTO_IP, IP_RECVOPTS},
    {IPPROTO_IPV6, IPV6_MTU_DISCOVER},
    {IPPROTO_IPV6, IPV6_DONTFRAG},
    {IPPROTO_IPV6, IPV6_RECVERR},
    {IPPROTO_IPV6, IPV6_RECVHOPLIMIT},
    {IPPROTO_IPV6, IPV6_RECVTCLASS},
    {IPPROTO_ICMPV6, 1},  // ICMP6_FILTER
};

Ping to(int family, double timeout = 2000) {
  Ping ping;
  ping.destination = family == 4 ? loopback::v4(0, 0, 1) : loopback::v6(0);
  ping.timeout = timeout;
  return ping;
}

void checkAnswers(bool stamped) {
  Client client;
  for (const int family : {4, 6}) {
    // Stamping starts a moment after it was asked for.
    for (int i = 0; i < 3; i++) client.ping(to(family));
    const std::vector<Seen> seen = client.ping(to(family));
    CHECK_EQ(seen.size(), size_t{1});
    if (seen.empty()) continue;
    CHECK_EQ(seen[0].status, 0u);
    CHECK_EQ(seen[0].stamped(), stamped);
    CHECK(seen[0].record.roundTripTime > 0 && seen[0].record.roundTripTime < 1000);
  }
}

}  // namespace

// In place of the C library's.
extern "C" int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  for (const Option& option : missing) {
    if (option != Option{level, name}) continue;
    errno = ENOPROTOOPT;
    return -1;
  }
  return static_cast<int>(syscall(SYS_setsockopt, fd, level, name, value, size));
}

TEST(answersWithoutStampsOfTheKernel) {
  const Without without{kTimestamp};
  checkAnswers(false);
}

TEST(answersWithoutEachOptionThatOnlyTellsMore) {
  for (const Option& option : kAll) {
    if (option == kTimestamp) continue;
    const Without without{option};
    checkAnswers(true);
  }
}

TEST(answersWithoutAllOfThem) {
  const Without without(kAll);
  checkAnswers(false);
}

// A raw socket takes the place of a ping socket that tells no refusals.
TEST(tellsRefusalsWherePingSocketsTellNone) {
  const Without without{{IPPROTO_IP, IP_RECVERR}, {IPPROTO_IPV6, IPV6_RECVERR}};
  const Silence silence;
  Client client;
  Puppet puppet;
  for (const int family : {4, 6}) {
    const size_t number = client.send(to(family));
    Heard heard;
    CHECK(puppet.hear(family, heard));
    puppet.refuse(heard, family == 4 ? 3 : 1, family == 4 ? 1 : 3, heard.to);
    client.waitForAll();
    CHECK_EQ(client.seen(number).at(0).status, 11003u);
  }
}

TEST(creditsNothingElseWithoutFilters) {
  const Without without(kAll);
  const Silence silence;
  Client client;
  Puppet puppet;
  for (const int family : {4, 6}) {
    const size_t first = client.send(to(family)), second = client.send(to(family));
    Heard heard[2];
    for (Heard& one : heard) CHECK(puppet.hear(family, one));
    for (const Heard& one : heard) {
      Heard foreign = one;
      foreign.id++;
      puppet.reply(foreign, Bytes(32, 1), one.to);
      puppet.reply(one, Bytes(32, 1), one.to);
    }
    client.wait(50);
    CHECK(client.seen(first).empty() && client.seen(second).empty());
    puppet.reply(heard[0]);
    puppet.reply(heard[1]);
    client.waitForAll();
    for (const size_t number : {first, second}) CHECK_EQ(client.seen(number).at(0).status, 0u);
  }
}

// Without stamps nothing tells when a packet came that lies behind others. A time-out waits until nothing is left to read,
// and under a flood for a while at most.
TEST(endsUnderAFloodWithoutStamps) {
  const Without without{kTimestamp};
  for (const int family : {4, 6}) {
    const Silence silence;
    Client client;
    Puppet puppet;
    const size_t silent = client.send(to(family, 300)), healthy = client.send(to(family, 20'000));
    Heard heard[2];
    for (Heard& one : heard) CHECK(puppet.hear(family, one));
    Heard forged = heard[0];
    forged.payload[0] ^= 1;
    std::atomic<bool> stopped{false};
    std::thread flood([&] {
      Puppet other;
      while (!stopped) other.reply(forged);
    });
    const double flooded = client.backend().counters().foreign;
    CHECK(client.waitFor([&] { return !client.seen(silent).empty(); }));
    CHECK_EQ(client.seen(silent).at(0).status, 11010u);
    puppet.reply(heard[1]);
    client.waitForAll();
    CHECK_EQ(client.seen(healthy).at(0).status, 0u);
    CHECK(client.backend().counters().foreign - flooded > 1000);
    stopped = true;
    flood.join();
  }
}

// A packet that may be fragmented after all would be a wrong answer to the question.
TEST(refusesDontFragmentWhereItCannotBeHad) {
  for (const int family : {4, 6}) {
    const Without without{{family == 4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, family == 4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER}};
    Client client;
    Ping ping = to(family);
    ping.flags = 2;
    const rxicmp::RequestBlock block = Client::block(ping);
    CHECK_EQ(client.backend().send(block, nullptr), ENOPROTOOPT);
  }
}

int main() { return loopback::runTests(); }
