// The whole engine through backend.h: when a request leaves, when it times out, and that a cancel ends it at once.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

#include "check.h"
#include "client.h"
#include "loopback.h"
#include "requests.h"

using namespace client;
using namespace requests;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;
using packets::pattern;

TEST(timeOuts) {
  const Silence silence;
  Client client;
  for (const int family : {4, 6}) {
    for (const double timeout : {0.0, 0.5, 1.0, 20.0, 63.0, 64.0, 100.25}) {
      const double start = client.backend().now();
      const auto seen = client.ping(to(host(family), timeout));
      checkOutcome(seen, rxicmp::kRequestTimedOut);
      const double took = client.backend().now() - start;
      CHECK(took >= timeout && took < timeout + 2000);
      CHECK(std::isnan(seen.at(0).record.roundTripTime));
      CHECK(seen.at(0).address.empty());
    }
  }
  // The late window is over before the end comes.
  Ping ping = to(host(4), 10);
  ping.lateWindow = 60;
  const double start = client.backend().now();
  const auto seen = client.ping(ping);
  CHECK(client.backend().now() - start >= 70);
  CHECK_EQ(seen.size(), size_t{2});
  CHECK(seen.at(0).record.phase == rxicmp::Phase::outcome && !seen.at(0).final());
  CHECK(seen.at(1).record.phase == rxicmp::Phase::end && seen.at(1).final());
  CHECK_EQ(seen.at(1).status, uint32_t{rxicmp::kPending});
}

TEST(notBefore) {
  Client client;
  std::vector<size_t> numbers;
  std::vector<double> beats;
  const double start = client.backend().now();
  for (int i = 0; i < 100; i++) {
    Ping ping = to(host(i % 2 == 0 ? 4 : 6));
    ping.notBefore = start + 20 + i * 1.37;
    ping.bits = rxicmp::kReportSent;
    beats.push_back(ping.notBefore);
    numbers.push_back(client.send(ping));
  }
  std::vector<bool> left(numbers.size());
  client.waitFor([&] {
    const double now = client.backend().now();
    for (size_t i = 0; i < numbers.size(); i++) {
      if (!left[i] && !client.seen(numbers[i]).empty()) {
        left[i] = true;
        CHECK(now >= beats[i]);
      }
    }
    return client.outstanding() == 0;
  });
  for (const size_t number : numbers) CHECK_EQ(client.seen(number).size(), size_t{2});

  // A beat in the past is sent at once, and a beat that never comes is never sent.
  Ping past = to(host(4));
  for (const double before : {start - 1000, -1.0, -1e15, -1e300}) {
    past.notBefore = before;
    checkOutcome(client.ping(past), 0);
  }
  const double sent = client.backend().counters().sent;
  std::vector<size_t> never;
  for (const double far : {1e10, 1e13, 1e15, 1e300}) {
    past.notBefore = far;
    never.push_back(client.send(past));
  }
  client.wait(30);
  for (const size_t number : never) client.cancel(number);
  client.wait(10);
  CHECK_EQ(client.backend().counters().sent, sent);
}

// However late the engine's thread is, and before the requests that asked for no time.
TEST(beatsLeaveInTheirOrder) {
  double lead = 30;
  for (int round = 0; round < 3;) {
    Client client;
    Puppet puppet;
    std::vector<std::pair<double, uint32_t>> beats;
    const double start = client.backend().now() + lead;
    std::mt19937 random(static_cast<unsigned>(round));
    for (uint32_t i = 0; i < 500; i++) {
      Ping ping = carrying(packets::join({packets::be32(i), pattern(8)}), host(4));
      // Many in one tick, some at the very same time, over several levels of the wheel.
      ping.notBefore = start + static_cast<double>(random() % (round == 0 ? 4 : 800)) / 4;
      beats.emplace_back(ping.notBefore, i);
      client.send(ping);
    }
    const bool inTime = client.backend().now() < start;
    client.waitForAll();
    // On a busy machine the first were due before the last were handed over. Those have no order.
    if (!inTime && lead < 2000) {
      lead *= 2;
      continue;
    }
    round++;
    std::sort(beats.begin(), beats.end());
    for (const auto& [time, number] : beats) {
      Heard heard;
      CHECK(puppet.hear(4, heard));
      CHECK(Bytes(heard.payload.begin(), heard.payload.begin() + 4) == packets::be32(number));
    }
  }
}

TEST(whatIsCancelledBeforeItsTimeIsNeverSent) {
  Client client;
  Puppet puppet;
  std::mt19937 random(5);
  std::vector<bool> mayNot;
  for (int round = 0; round < 20; round++) {
    std::vector<std::pair<size_t, double>> waiting;
    for (int i = 0; i < 50; i++) {
      Bytes number = packets::be32(static_cast<uint32_t>(mayNot.size()));
      Ping ping = carrying(packets::join({number, pattern(8)}), host(4));
      ping.notBefore = client.backend().now() + 1 + random() % 8;
      waiting.emplace_back(client.send(ping), ping.notBefore);
      mayNot.push_back(false);
    }
    // Some at once, some around the very moment.
    std::shuffle(waiting.begin(), waiting.end(), random);
    for (const auto& [number, time] : waiting) {
      if (random() % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
      client.cancel(number);
      mayNot[number] = client.backend().now() < time;
    }
  }
  client.wait(50);
  Heard heard;
  while (puppet.hear(4, heard, 0)) {
    const size_t number = size_t{heard.payload[2]} << 8 | heard.payload[3];
    CHECK(!mayNot.at(number));
  }
  CHECK(std::count(mayNot.begin(), mayNot.end(), true) > 100);
}

TEST(afterACancelNothingIsDelivered) {
  Client client;
  std::mt19937 random(6);
  std::vector<size_t> cancelled;
  for (int i = 0; i < 3000; i++) {
    Ping ping = to(host(4));
    ping.lateWindow = random() % 2 == 0 ? 0 : 5;
    const size_t number = client.send(ping);
    // Its slot goes to the next one at once.
    if (random() % 2 == 0) {
      client.cancel(number);
      CHECK(client.seen(number).empty() || random() % 2 == 0);
      cancelled.push_back(client.seen(number).size());
      cancelled.push_back(number);
    }
    if (random() % 50 == 0) client.wait(1);
  }
  client.waitForAll();
  for (size_t i = 0; i < cancelled.size(); i += 2) CHECK_EQ(client.seen(cancelled[i + 1]).size(), cancelled[i]);
}

int main() { return loopback::runTests(); }
