// Several engines behind one backend: which engine gets which request, and that callers see no difference.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Silence;

namespace {

constexpr size_t kMany = 4096;

Ping to(size_t host, double timeout = 10'000) {
  Ping ping;
  ping.destination = loopback::v4(2, static_cast<uint8_t>(host >> 8), static_cast<uint8_t>(host));
  ping.timeout = timeout;
  ping.bits = rxicmp::kAnyOrder;
  return ping;
}

// While it lives, the process gets no new descriptor.
class NoDescriptors {
 public:
  NoDescriptors() {
    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(next);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(next);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  ~NoDescriptors() { CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before_), 0); }
  NoDescriptors(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

size_t engineThreads() {
  size_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "comm");
    std::string name;
    std::getline(file, name);
    count += name == "rxicmp" ? 1 : 0;
  }
  return count;
}

size_t processors() {
  cpu_set_t own;
  CHECK_EQ(sched_getaffinity(0, sizeof own, &own), 0);
  return static_cast<size_t>(std::clamp(CPU_COUNT(&own), 1, 4));
}

}  // namespace

TEST(manyAtOnceAreSentByAllProcessors) {
  Client client;
  std::vector<size_t> numbers;
  for (size_t i = 0; i < kMany; i++) numbers.push_back(client.send(to(i)));
  client.waitForAll();
  for (size_t i = 0; i < kMany; i++) {
    const auto& seen = client.seen(numbers[i]);
    CHECK_EQ(seen.size(), size_t{1});
    CHECK_EQ(seen.at(0).status, 0u);
    CHECK(seen.at(0).address == to(i).destination);
  }
  CHECK_EQ(engineThreads(), processors());
  const rxicmp::Counters counters = client.backend().counters();
  CHECK_EQ(counters.sent, static_cast<double>(kMany));
  CHECK_EQ(counters.received, static_cast<double>(kMany));
  CHECK_EQ(counters.foreign, 0.0);
}

TEST(fewHaveOneThreadAndSoHaveSchedulesAndWhatKeepsItsOrder) {
  Client client;
  for (size_t i = 0; i < 200; i++) client.send(to(i));
  client.waitForAll();
  for (size_t i = 0; i < kMany; i++) {
    Ping ping = to(i);
    ping.bits = 0;
    client.send(ping);
  }
  client.waitForAll();
  const double soon = client.backend().now() + 50;
  for (size_t i = 0; i < kMany; i++) {
    Ping ping = to(i);
    ping.notBefore = soon;
    client.send(ping);
  }
  client.waitForAll();
  CHECK_EQ(engineThreads(), size_t{1});
}

TEST(oneThatIsHeldBackForMoreToFollowGoesWithTheFlush) {
  Client client;
  for (size_t i = 0; i < kMany; i++) {
    Ping ping = to(i);
    ping.bits |= rxicmp::kMoreFollow;
    client.send(ping);
  }
  client.backend().flush();
  client.waitForAll(3000);
}

TEST(aCancelReachesWhoeverHasTheRequest) {
  const Silence silence;
  Client client;
  std::vector<size_t> numbers;
  for (size_t i = 0; i < kMany; i++) numbers.push_back(client.send(to(i, 500)));
  CHECK(client.waitFor([&] { return client.backend().counters().sent == static_cast<double>(kMany); }));
  for (const size_t number : numbers) client.cancel(number);
  client.wait(700);
  CHECK_EQ(client.backend().counters().timedOut, 0.0);

  // The same slots. Some of them have another engine now.
  numbers.clear();
  for (size_t i = 0; i < kMany; i++) {
    Ping ping = to(i, 100);
    ping.notBefore = client.backend().now() + 300;
    numbers.push_back(client.send(ping));
  }
  for (size_t i = 0; i < kMany; i += 2) client.cancel(numbers[i]);
  client.waitForAll();
  CHECK_EQ(client.backend().counters().timedOut, static_cast<double>(kMany / 2));
  CHECK_EQ(client.backend().counters().sent, static_cast<double>(kMany + kMany / 2));
  for (size_t i = 1; i < kMany; i += 2) CHECK_EQ(client.seen(numbers[i]).size(), size_t{1});
}

TEST(whatCanBeSentNeedsNoDescriptorsAfterwards) {
  Client client;
  CHECK_EQ(client.backend().open(4), 0);
  CHECK_EQ(client.backend().open(6), 0);
  Ping whole = to(1);
  whole.flags = 2;  // IP_FLAG_DF
  client.ping(whole);
  for (size_t i = 0; i < kMany; i++) client.send(to(i));
  client.waitForAll();

  // Only the first engine has sockets for these.
  const NoDescriptors none;
  std::vector<size_t> numbers;
  for (size_t i = 0; i < kMany; i++) {
    Ping ping = to(i);
    if (i % 2 == 0) ping.flags = 2;
    else ping.destination = loopback::v6(1 + i % loopback::kAddresses);
    numbers.push_back(client.send(ping));
  }
  client.waitForAll();
  for (const size_t number : numbers) {
    const auto& seen = client.seen(number);
    CHECK(seen.size() == 1 && seen.front().status == 0);
  }
}

TEST(aSlotThatIsUsedAgainWaitsForItsTurn) {
  const Silence silence;
  loopback::Puppet puppet;
  Client client;
  CHECK_EQ(client.backend().open(4), 0);
  client.wait(50);
  // The engine gets all of it at once.
  const auto queue = [&](size_t host) {
    Ping ping = to(host);
    ping.bits = rxicmp::kMoreFollow;
    return client.send(ping);
  };
  const size_t first = queue(1);
  for (size_t host = 2; host <= 20; host++) queue(host);
  client.cancel(first);
  queue(21);
  client.backend().flush();
  for (int host = 2; host <= 21; host++) {
    loopback::Heard heard;
    CHECK(puppet.hear(4, heard, 2000) && heard.to[3] == host);
  }
}

TEST(everybodySleepsAfterwards) {
  Client client;
  for (size_t i = 0; i < kMany; i++) client.send(to(i));
  client.waitForAll();
  client.wait(100);
  const double before = client.backend().counters().wakeUps;
  client.wait(500);
  CHECK_EQ(client.backend().counters().wakeUps, before);
}

// Schedules, orders, families, time-outs and cancels at random: each request has one outcome, from the host that it
// asked.
TEST(anyMixtureIsCreditedToWhoAsked) {
  constexpr size_t kRequests = 20'000;
  std::mt19937 random(4711);
  Client client;
  std::vector<Ping> asked;
  std::vector<size_t> alive;
  std::vector<bool> cancelled;
  CHECK_EQ(client.backend().open(4), 0);
  CHECK_EQ(client.backend().open(6), 0);
  for (size_t i = 0; i < kRequests; i++) {
    Ping ping = to(random() % 50'000);
    if (random() % 8 == 0) ping.destination = loopback::v6(static_cast<uint8_t>(1 + random() % loopback::kAddresses));
    if (random() % 4 == 0) ping.bits = 0;
    if (random() % 3 == 0) ping.notBefore = client.backend().now() + random() % 20;
    if (random() % 5 == 0) ping.lateWindow = 1 + random() % 30;
    if (random() % 7 == 0) ping.bits |= rxicmp::kMoreFollow;
    if (random() % 9 == 0) ping.flags = 2;
    if (random() % 11 == 0) {
      ping.bits |= rxicmp::kCallerPayload;
      ping.payload = {1, 2, 3, static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8), 9, 8, 7, 6};
    }
    if (random() % 13 == 0) ping.payloadSize = random() % 8;
    if (random() % 50 == 0) ping.timeout = 1 + random() % 5;
    const size_t number = client.send(ping);
    asked.push_back(ping);
    cancelled.push_back(false);
    alive.push_back(number);
    while (alive.size() > 3000 || (!alive.empty() && random() % 4 == 0)) {
      const size_t at = random() % alive.size();
      client.cancel(alive[at]);
      cancelled[alive[at]] = true;
      alive[at] = alive.back();
      alive.pop_back();
    }
    if (i % 512 == 0) client.backend().flush();
    if (i % 64 == 0) client.waitFor([] { return true; });
  }
  client.backend().flush();
  client.waitForAll();
  for (size_t i = 0; i < asked.size(); i++) {
    size_t outcomes = 0;
    for (const Seen& seen : client.seen(i)) {
      outcomes += seen.record.phase == rxicmp::Phase::outcome ? 1 : 0;
      CHECK(seen.status == 0 ? seen.address == asked[i].destination : seen.address.empty());
    }
    CHECK(cancelled[i] ? outcomes <= 1 : outcomes == 1);
  }
}

TEST(allOfThemEndWithTheBackend) {
  const Silence silence;
  Client client;
  for (size_t i = 0; i < kMany; i++) client.send(to(i, 60'000));
  CHECK(client.waitFor([&] { return client.backend().counters().sent > 1000; }));
  client.destroy();
  CHECK_EQ(engineThreads(), size_t{0});
}

// No further socket can be opened, and each number of the first one is taken for longer than a stuck request would wait.
TEST(whoWaitsForASequenceNumberIsNotStuck) {
  constexpr size_t kRequests = 66'000;
  constexpr double kTimeout = 3000;
  const Silence silence;
  Client client;
  CHECK_EQ(client.backend().open(4), 0);
  const NoDescriptors none;
  std::vector<size_t> numbers;
  for (size_t i = 0; i < kRequests; i++) {
    Ping ping = to(i % 60'000, kTimeout);
    ping.bits = 0;
    numbers.push_back(client.send(ping));
  }
  client.waitForAll(120'000);
  size_t timedOut = 0;
  for (const size_t number : numbers) timedOut += client.seen(number).at(0).status == 11010 ? 1 : 0;
  CHECK_EQ(timedOut, kRequests);
}

int main() { return loopback::runTests(); }
