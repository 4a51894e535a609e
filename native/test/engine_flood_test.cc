// More packets than there is room for: lost packets are counted, and no answer is lost because of packets that answer
// nothing.
#include <unistd.h>

#include <chrono>
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

// An engine whose thread is held up where it tells of a completion, for as long as a test wants that.
class HeldEngine {
 public:
  explicit HeldEngine(int family) : family_(family) {
    backend = rxicmp::createBackend([this] {
      std::unique_lock<std::mutex> lock(mutex_);
      isHeld_ = hold_;
      released_.wait(lock, [this] { return !hold_; });
    });
    CHECK_EQ(backend->open(family), 0);
  }

  Heard send(const Ping& ping) {
    rxicmp::RequestBlock block = Client::block(ping);
    block.slot = slots_++;
    block.generation = slots_;
    CHECK_EQ(backend->send(block, nullptr), 0);
    Heard heard;
    CHECK(puppet.hear(family_, heard));
    return heard;
  }

  // Answers `heard`, and holds the thread from that completion on.
  void holdAt(const Heard& heard) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      hold_ = true;
    }
    puppet.reply(heard);
    until([this] {
      std::lock_guard<std::mutex> lock(mutex_);
      return isHeld_;
    });
  }

  void release() {
    std::lock_guard<std::mutex> lock(mutex_);
    hold_ = false;
    released_.notify_one();
  }

  // What has come since the last call.
  std::vector<Seen> take() {
    std::vector<Seen> seen;
    while (const size_t size = backend->take(into_.data(), into_.size())) {
      for (Seen& one : parse(into_.data(), size, static_cast<uint8_t>(family_))) seen.push_back(std::move(one));
    }
    return seen;
  }

  static void until(const std::function<bool()>& done) {
    for (int i = 0; i < 4000 && !done(); i++) usleep(5000);
    CHECK(done());
  }

  Puppet puppet;

 private:
  const int family_;
  std::mutex mutex_;
  std::condition_variable released_;
  bool hold_ = false, isHeld_ = false;
  uint32_t slots_ = 0;
  Bytes into_ = Bytes(1 << 20);

 public:
  std::unique_ptr<rxicmp::Backend> backend;  // last: its thread waits for what stands above
};

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

// While the engine's thread is held up, more comes than its socket has room for.
TEST(whatTheSystemDroppedIsCountedToThePacket) {
  for (const int family : {4, 6}) {
    const Silence silence;
    HeldEngine engine(family);
    loopback::shrinkReceiveBuffers();
    std::vector<Heard> heard;
    const Heard first = engine.send(to(family, 32));
    for (size_t i = 0; i < kMore; i++) heard.push_back(engine.send(to(family, 32)));
    size_t outcomes = engine.take().size();
    engine.holdAt(first);
    for (const Heard& request : heard) engine.puppet.reply(request);
    engine.release();
    HeldEngine::until([&] { return engine.backend->counters().received > 1; });
    // The kernel tells with the next packet that it keeps.
    engine.puppet.reply(engine.send(to(family, 32)));
    HeldEngine::until([&] {
      const rxicmp::Counters counters = engine.backend->counters();
      return counters.received + counters.receiverDrops == static_cast<double>(kMore + 2);
    });
    const rxicmp::Counters counters = engine.backend->counters();
    CHECK(counters.receiverDrops > 0 && counters.received > 2);
    CHECK_EQ(counters.foreign + counters.timedOut, 0.0);
    outcomes += engine.take().size();
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

// An answer that came in time lies behind more packets than are read in one go, and the engine's thread wakes long after
// the time-out.
TEST(anAnswerThatCameInTimeIsNoTimeOutHoweverLateItIsRead) {
  for (const int family : {4, 6}) {
    const Silence silence;
    HeldEngine engine(family);
    Heard nobodys = engine.send(to(family, 32));
    const auto flood = [&] {
      for (int i = 0; i < 10'000; i++) {
        nobodys.payload[1] ^= static_cast<uint8_t>(1 + i % 255);
        engine.puppet.reply(nobodys);
        nobodys.payload[1] ^= static_cast<uint8_t>(1 + i % 255);
      }
    };
    // A busy machine needs longer for this, so the time-out is longer there.
    const auto start = std::chrono::steady_clock::now();
    flood();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    HeldEngine::until([&] { return engine.backend->counters().foreign >= 10'000; });
    const double timeout = 500 + 5 * took.count();

    const Heard asked = engine.send(to(family, 32, timeout));
    engine.holdAt(engine.send(to(family, 32)));
    flood();
    engine.puppet.reply(asked);
    usleep(static_cast<useconds_t>(timeout * 1000) + 2'300'000);
    engine.release();
    std::vector<Seen> seen;
    HeldEngine::until([&] {
      for (Seen& one : engine.take()) seen.push_back(std::move(one));
      return seen.size() == 2;
    });
    for (const Seen& one : seen) CHECK_EQ(one.status, 0u);
    CHECK_EQ(engine.backend->counters().timedOut, 0.0);
  }
}

int main() { return loopback::runTests(); }
