// More packets than there is room for: lost packets are counted, and no answer is lost because of packets that answer
// nothing.
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;
using packets::pattern;

namespace {

constexpr size_t kMore = 200;  // packets are more than a small receive buffer holds, and few enough for one engine

Bytes host(int family) { return family == 4 ? loopback::v4(1, 1, 1) : loopback::v6(1); }

Ping to(int family, uint32_t size, double timeout = 60'000) {
  Ping ping;
  ping.destination = host(family);
  ping.payloadSize = size;
  ping.timeout = timeout;
  return ping;
}

}  // namespace

TEST(staleRepliesOfAnIdleSocketDoNotKeepOutAnAnswer) {
  for (const int family : {4, 6}) {
    const Silence silence;
    Client client;
    Puppet puppet;
    CHECK_EQ(client.backend().open(family), 0);
    loopback::shrinkReceiveBuffers();
    // Cancelled before they are answered: nobody reads what comes for them.
    std::vector<size_t> numbers;
    std::vector<Heard> heard(kMore);
    for (size_t i = 0; i < kMore; i++) {
      numbers.push_back(client.send(to(family, 32)));
      CHECK(puppet.hear(family, heard[i]));
    }
    for (const size_t number : numbers) client.cancel(number);
    client.wait(20);
    for (const Heard& request : heard) puppet.reply(request);

    // The loopback's own answers are there before send() has returned.
    CHECK(loopback::answerEcho(true));
    for (int i = 0; i < 3; i++) {
      const auto seen = client.ping(to(family, 32, 500));
      CHECK_EQ(seen.at(0).status, 0u);
    }
    const rxicmp::Counters counters = client.backend().counters();
    CHECK(counters.receiverDrops > 0);
    CHECK_EQ(counters.foreign + counters.receiverDrops, static_cast<double>(kMore));
  }
}

// The engine's thread is held up where it tells of a completion; meanwhile more comes than its socket has room for.
TEST(whatTheSystemDroppedIsCountedToThePacket) {
  for (const int family : {4, 6}) {
    const Silence silence;
    std::mutex mutex;
    std::condition_variable released;
    bool hold = false, held = false;
    Puppet puppet;
    const auto engine = rxicmp::createBackend([&] {
      std::unique_lock<std::mutex> lock(mutex);
      held = hold;
      released.wait(lock, [&] { return !hold; });
    });
    uint32_t slot = 0;
    const auto send = [&](const Ping& ping) {
      rxicmp::RequestBlock block = Client::block(ping);
      block.slot = slot++;
      block.generation = slot;
      CHECK_EQ(engine->send(block, nullptr), 0);
      Heard heard;
      CHECK(puppet.hear(family, heard));
      return heard;
    };
    Bytes into(1 << 20);
    size_t outcomes = 0;
    const auto drain = [&] {
      while (const size_t size = engine->take(into.data(), into.size())) outcomes += parse(into.data(), size, family).size();
    };
    CHECK_EQ(engine->open(family), 0);
    loopback::shrinkReceiveBuffers();
    const auto until = [](const std::function<bool()>& done) {
      for (int i = 0; i < 4000 && !done(); i++) usleep(5000);
      CHECK(done());
    };

    std::vector<Heard> heard;
    const Heard first = send(to(family, 32));
    for (size_t i = 0; i < kMore; i++) heard.push_back(send(to(family, 32)));
    drain();
    hold = true;
    puppet.reply(first);
    until([&] {
      std::lock_guard<std::mutex> lock(mutex);
      return held;
    });
    for (const Heard& request : heard) puppet.reply(request);
    {
      std::lock_guard<std::mutex> lock(mutex);
      hold = false;
      released.notify_one();
    }
    until([&] { return engine->counters().received > 1; });
    // The kernel tells of the lost ones with the next packet that it keeps.
    puppet.reply(send(to(family, 32)));
    until([&] {
      const rxicmp::Counters counters = engine->counters();
      return counters.received + counters.receiverDrops == static_cast<double>(kMore + 2);
    });
    const rxicmp::Counters counters = engine->counters();
    CHECK(counters.receiverDrops > 0 && counters.received > 2);
    CHECK_EQ(counters.foreign + counters.timedOut, 0.0);
    drain();
    CHECK_EQ(static_cast<double>(outcomes), counters.received);
  }
}

// Nobody takes completions: in the end late and duplicate replies are dropped and counted, but no outcome is.
TEST(afterthoughtsThatNobodyTakesDoNotFillTheMemory) {
  const Silence silence;
  Client client;
  Puppet puppet;
  Ping ping = to(4, 8000);
  ping.lateWindow = 1e9;
  ping.bits = rxicmp::kWantData;
  const size_t flooded = client.send(ping);
  Heard heard;
  CHECK(puppet.hear(4, heard));
  constexpr int kCopies = 4000;  // 32 MB
  for (int i = 0; i <= kCopies; i++) {
    puppet.reply(heard);
    // No faster than the engine reads.
    if (i % 100 == 0) usleep(2000);
  }
  std::vector<size_t> others;
  for (int i = 0; i < 200; i++) {
    others.push_back(client.send(to(4, 32)));
    Heard other;
    CHECK(puppet.hear(4, other));
    puppet.reply(other);
  }
  CHECK(client.waitFor([&] { return client.outstanding() == 1; }));
  for (const size_t number : others) CHECK_EQ(client.seen(number).at(0).status, 0u);
  const rxicmp::Counters counters = client.backend().counters();
  const size_t kept = client.seen(flooded).size();
  CHECK(kept > 1000 && kept * 8000 < (17u << 20));
  CHECK(counters.receiverDrops > 0);
  CHECK_EQ(static_cast<double>(kept) + counters.receiverDrops, static_cast<double>(kCopies + 1));
  client.cancel(flooded);
}

// An answer that came in time lies behind more packets than are read in one go, and the engine's thread wakes too late.
TEST(anAnswerThatCameInTimeIsNoTimeOutHoweverLateItIsRead) {
  for (const int family : {4, 6}) {
    const Silence silence;
    std::mutex mutex;
    std::condition_variable released;
    bool hold = false, held = false;
    Puppet puppet;
    const auto engine = rxicmp::createBackend([&] {
      std::unique_lock<std::mutex> lock(mutex);
      held = hold;
      released.wait(lock, [&] { return !hold; });
    });
    uint32_t slot = 0;
    const auto send = [&](const Ping& ping) {
      rxicmp::RequestBlock block = Client::block(ping);
      block.slot = slot++;
      block.generation = slot;
      CHECK_EQ(engine->send(block, nullptr), 0);
      Heard heard;
      CHECK(puppet.hear(family, heard));
      return heard;
    };
    const auto until = [](const std::function<bool()>& done) {
      for (int i = 0; i < 4000 && !done(); i++) usleep(5000);
      CHECK(done());
    };
    CHECK_EQ(engine->open(family), 0);
    constexpr double kTimeout = 1500;
    Bytes into(1 << 20);
    const Heard second = send(to(family, 32, kTimeout));
    const Heard third = send(to(family, 32));
    {
      std::lock_guard<std::mutex> lock(mutex);
      hold = true;
    }
    puppet.reply(third);
    until([&] {
      std::lock_guard<std::mutex> lock(mutex);
      return held;
    });
    Heard nobody = second;
    for (int i = 0; i < 10'000; i++) {
      nobody.payload[0] ^= 0x55;
      puppet.reply(nobody);
      nobody.payload = second.payload;
      nobody.payload[1] = static_cast<uint8_t>(second.payload[1] ^ (1 + i % 255));
    }
    puppet.reply(second);
    usleep(static_cast<useconds_t>(kTimeout * 1000) + 300'000);
    {
      std::lock_guard<std::mutex> lock(mutex);
      hold = false;
      released.notify_one();
    }
    std::vector<Seen> seen;
    until([&] {
      while (const size_t size = engine->take(into.data(), into.size())) {
        for (Seen& one : parse(into.data(), size, static_cast<uint8_t>(family))) seen.push_back(std::move(one));
      }
      return seen.size() == 2;
    });
    for (const Seen& one : seen) CHECK_EQ(one.status, 0u);
    CHECK_EQ(engine->counters().timedOut, 0.0);
  }
}

int main() { return loopback::runTests(); }
