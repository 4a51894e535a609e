// Several engines behind one backend: who gets which request, and that nobody can tell.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;

namespace {

constexpr size_t kMany = 4096;

// While it lives nobody answers.
struct Silence {
  Silence() { CHECK(loopback::answerEcho(false)); }
  ~Silence() { CHECK(loopback::answerEcho(true)); }
};

Ping to(size_t host, double timeout = 10'000) {
  Ping ping;
  ping.destination = loopback::v4(2, static_cast<uint8_t>(host >> 8), static_cast<uint8_t>(host));
  ping.timeout = timeout;
  ping.bits = rxicmp::kAnyOrder;
  return ping;
}

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

size_t processors() { return std::clamp(std::thread::hardware_concurrency(), 1u, 4u); }

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

  // The same slots, of which some have another engine now.
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

TEST(allOfThemEndWithTheBackend) {
  const Silence silence;
  Client client;
  for (size_t i = 0; i < kMany; i++) client.send(to(i, 60'000));
  CHECK(client.waitFor([&] { return client.backend().counters().sent > 1000; }));
  client.destroy();
  CHECK_EQ(engineThreads(), size_t{0});
}

int main() { return loopback::runTests(); }
