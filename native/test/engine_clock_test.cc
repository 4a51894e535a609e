// Wall clocks that are set while packets are on their way: a round-trip time never becomes negative, and nothing hangs.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>

#include "check.h"
#include "client.h"
#include "loopback.h"
#include "../posix/clock.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using rxicmp::RttClock;
using rxicmp::stampedRoundTrip;

namespace {

// How far the wall clock of this program is ahead of the system's. The kernel's stamps on packets do not change.
std::atomic<int64_t> stepped{0};

constexpr int64_t kSecond = 1'000'000'000, kHour = 3600 * kSecond, kMs = 1'000'000;

}  // namespace

// Replaces the C library's function: a test must not set the machine's clock.
extern "C" int clock_gettime(clockid_t id, timespec* time) {
  const int result = static_cast<int>(syscall(SYS_clock_gettime, id, time));
  if (result != 0 || id != CLOCK_REALTIME) return result;
  const int64_t now = int64_t{time->tv_sec} * kSecond + time->tv_nsec + stepped.load(std::memory_order_relaxed);
  time->tv_sec = now / kSecond;
  time->tv_nsec = now % kSecond;
  return 0;
}

namespace {

// A send at monotonic time `sentAt`, a stamp `stamp` ns later, which is read `read` ns after the send. The last three
// tell how far the wall clock is ahead at these moments.
int64_t convert(int64_t sentAt, int64_t stamp, int64_t read, int64_t atSend, int64_t atStamp, int64_t atRead) {
  return stampedRoundTrip(sentAt + stamp + atStamp, atRead, static_cast<double>(atSend), sentAt, read);
}

constexpr int64_t kBoot = 5 * kHour, kAhead = 1'790'000'000 * kSecond;

}  // namespace

TEST(aStampOfASteadyClock) {
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead, kAhead), 7 * kMs);
  CHECK_EQ(convert(kBoot, 0, 9 * kMs, kAhead, kAhead, kAhead), 0);
  CHECK_EQ(convert(kBoot, 9 * kMs, 9 * kMs, kAhead, kAhead, kAhead), 9 * kMs);
  // Two readings of an unset clock may differ a little: the result is wrong by that, and by no more.
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead, kAhead + 40'000), 7 * kMs - 40'000);
  CHECK_EQ(stampedRoundTrip(0, kAhead, static_cast<double>(kAhead), kBoot, 9 * kMs), -1);
}

TEST(aStampBeforeTheSendOrInTheFutureTellsNothing) {
  CHECK_EQ(convert(kBoot, -1, 9 * kMs, kAhead, kAhead, kAhead), -1);
  CHECK_EQ(convert(kBoot, 9 * kMs + 1, 9 * kMs, kAhead, kAhead, kAhead), -1);
}

TEST(aClockThatWasSetOnTheWayTellsNothing) {
  for (const int64_t step : {kMs / 10, kMs, kSecond, kHour, 100 * 365 * 24 * kHour}) {
    for (const int64_t by : {step, -step}) {
      CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead + by, kAhead + by), -1);  // between send and stamp
      CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead, kAhead + by), -1);       // between stamp and reading
    }
  }
  // Set and set back.
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead + kHour, kAhead), -1);
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead - kHour, kAhead), -1);
}

// While the machine sleeps, CLOCK_MONOTONIC stands still and the wall clock goes on: as if somebody had set the wall
// clock.
TEST(aMachineThatSleptTellsNothing) {
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead + 8 * kHour, kAhead + 8 * kHour), -1);
  CHECK_EQ(convert(kBoot, 7 * kMs, 9 * kMs, kAhead, kAhead, kAhead + 8 * kHour), -1);
}

TEST(whateverIsToldIsNearTheTruth) {
  std::mt19937_64 random(7);
  const auto below = [&](int64_t most) { return static_cast<int64_t>(random() % static_cast<uint64_t>(most + 1)); };
  int told = 0;
  for (int i = 0; i < 1'000'000; i++) {
    const int64_t read = below(2 * kSecond), stamp = below(read);
    const int64_t step = (i % 3 == 0 ? 0 : below(int64_t{1} << random() % 62)) * (i % 2 == 0 ? 1 : -1);
    const bool early = random() % 2 == 0;
    const int64_t got = convert(kBoot, stamp, read, kAhead, early ? kAhead + step : kAhead, kAhead + step);
    CHECK(got >= -1 && got <= read);
    if (got < 0) continue;
    told++;
    CHECK(std::abs(got - stamp) <= 51'000);  // kSteadyNs, and what a double of this size is rounded to
  }
  CHECK(told > 300'000);
}

TEST(timesOfAnEngineWhoseClockIsSetAgainAndAgain) {
  constexpr size_t kPings = 3000;
  Client client;
  std::atomic<bool> done = false;
  std::thread setter([&] {
    std::mt19937 random(3);
    while (!done) {
      stepped = (static_cast<int64_t>(random() % 3) - 1) * kHour;
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 300));
    }
    stepped = 0;
  });
  std::vector<size_t> numbers;
  const double start = client.backend().now();
  for (size_t i = 0; i < kPings; i++) {
    Ping ping;
    ping.destination = i % 2 == 0 ? loopback::v4(0, 0, 1) : loopback::v6(0);
    ping.timeout = 60'000;
    if (i % 4 == 0) ping.notBefore = start + static_cast<double>(i) / 10;
    numbers.push_back(client.send(ping));
    if (i % 10 == 0) client.wait(1);
  }
  client.waitForAll();
  const double took = client.backend().now() - start;
  for (const size_t number : numbers) {
    const Seen& seen = client.seen(number).at(0);
    CHECK_EQ(seen.status, 0u);
    CHECK(seen.record.roundTripTime >= 0 && seen.record.roundTripTime <= took);
  }

  // Time-outs are not affected.
  CHECK(loopback::answerEcho(false));
  const double asked = client.backend().now();
  Ping silent;
  silent.destination = loopback::v4(0, 0, 1);
  silent.timeout = 50;
  silent.lateWindow = 50;
  const auto seen = client.ping(silent);
  CHECK(client.backend().now() - asked >= 100);
  CHECK_EQ(seen.size(), size_t{2});
  CHECK(loopback::answerEcho(true));
  done = true;
  setter.join();

  // And with a clock that is left alone the kernel's stamps count again.
  Ping last;
  last.destination = loopback::v4(0, 0, 1);
  bool kernel = false;
  for (int i = 0; i < 100 && !kernel; i++) kernel = client.ping(last).at(0).stamped();
  CHECK(kernel);
}

// What leaves singly is stamped as it leaves, and what leaves in a burst is not: that would make it slower.
TEST(requestsThatAreStampedWhenTheyLeave) {
  for (const int family : {4, 6}) {
    Client client;
    Ping ping;
    ping.destination = family == 4 ? loopback::v4(0, 0, 1) : loopback::v6(0);
    ping.timeout = 60'000;
    size_t both = 0;
    for (int i = 0; i < 50; i++) {
      both += client.ping(ping).at(0).record.rttClock == RttClock::kernelBoth;
      client.wait(2);
    }
    CHECK(both >= 40);
    std::vector<size_t> burst;
    const double start = client.backend().now();
    for (int i = 0; i < 1000; i++) burst.push_back(client.send(ping));
    client.waitForAll();
    both = 0;
    for (const size_t number : burst) both += client.seen(number).at(0).record.rttClock == RttClock::kernelBoth;
    // Two a millisecond, and a few at once.
    CHECK(static_cast<double>(both) <= 10 + 2 * (client.backend().now() - start));
  }
}

// The kernel counts what it stamps, and may or may not count what it could not send. A stamp that is taken for another
// request's would make its round-trip time too short.
TEST(stampsBetweenSendsThatFail) {
  constexpr int kLatency = 20;  // ms
  const loopback::Silence silence;
  for (const int family : {4, 6}) {
    Client client;
    Puppet puppet;
    Ping fine, unreachable;
    fine.destination = family == 4 ? loopback::v4(1, 1, 1) : loopback::v6(1);
    unreachable.destination = family == 4 ? Bytes{198, 18, 0, 1} : Bytes{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    fine.timeout = unreachable.timeout = 60'000;
    size_t both = 0;
    for (int i = 0; i < 20; i++) {
      std::vector<size_t> numbers{client.send(fine), client.send(unreachable), client.send(fine)};
      std::vector<Heard> heard(2);
      for (Heard& one : heard) CHECK(puppet.hear(family, one));
      client.wait(kLatency);
      for (const Heard& one : heard) puppet.reply(one);
      client.waitForAll();
      CHECK(client.seen(numbers[1]).at(0).record.errorNumber != 0);
      for (const size_t number : {numbers[0], numbers[2]}) {
        const Seen& seen = client.seen(number).at(0);
        CHECK_EQ(seen.status, 0u);
        if (seen.record.rttClock != RttClock::native) CHECK(seen.record.roundTripTime >= kLatency);
        both += seen.record.rttClock == RttClock::kernelBoth;
      }
    }
    CHECK(both >= 15);
  }
}

// The stamp tells when the packet came. That the clock was set before the engine read it must not change the result.
TEST(anAnswerThatCameBeforeTheClockWasSet) {
  CHECK(loopback::answerEcho(false));
  for (const int family : {4, 6}) {
    for (const int64_t step : {kHour, -kHour, 3 * kMs, -3 * kMs}) {
      Client client;
      Puppet puppet;
      Ping ping;
      ping.destination = family == 4 ? loopback::v4(1, 1, 1) : loopback::v6(1);
      ping.timeout = 60'000;
      const size_t number = client.send(ping);
      Heard heard;
      CHECK(puppet.hear(family, heard));
      client.wait(20);
      stepped = step;
      puppet.reply(heard);
      client.waitForAll();
      stepped = 0;
      const Seen& seen = client.seen(number).at(0);
      CHECK_EQ(seen.status, 0u);
      CHECK(seen.record.rttClock == RttClock::native);
      CHECK(seen.record.roundTripTime >= 20 && seen.record.roundTripTime < 20'000);
    }
  }
  CHECK(loopback::answerEcho(true));
}

int main() { return loopback::runTests(); }
