#include "../timer_wheel.h"

#include <map>
#include <random>
#include <vector>

#include "check.h"

namespace {

using rxicmp::Timer;

struct TimerOf {
  std::vector<Timer>* timers;
  Timer& operator()(uint32_t index) const { return (*timers)[index]; }
};
using Wheel = rxicmp::TimerWheel<TimerOf>;

constexpr uint64_t kHorizon = uint64_t{1} << 35;

// A wheel beside the simplest thing that does the same: every call goes to both, and they have to agree.
class Pair {
 public:
  Pair(size_t size, uint64_t now) : now_(now), timers_(size), entries_(size, byDeadline_.end()), wheel_({&timers_}, now) {}

  void arm(uint32_t index, uint64_t deadline) {
    forget(index);
    entries_[index] = byDeadline_.emplace(std::max(deadline, reached_), index);
    if (deadline > reached_ + kHorizon) beyondHorizon_ = true;
    wheel_.arm(index, deadline);
    CHECK(timers_[index].armed());
  }

  void disarm(uint32_t index) {
    forget(index);
    wheel_.disarm(index);
    CHECK(!timers_[index].armed());
  }

  // `onExpire(index)` may arm and disarm.
  template <typename OnExpire>
  void advance(uint64_t now, OnExpire onExpire) {
    now_ = now;
    wheel_.advance(now, [&](uint32_t index) {
      CHECK(!timers_[index].armed());
      const auto entry = entries_[index];
      if (entry == byDeadline_.end()) return check::fail(__FILE__, __LINE__, "a timer expired that was not armed");
      CHECK(entry->first <= now);
      CHECK(entry->first >= reached_);
      reached_ = entry->first;
      forget(index);
      expired_++;
      onExpire(index);
    });
    reached_ = now;
    CHECK(byDeadline_.empty() || byDeadline_.begin()->first > now);
    checkNext();
    if (!byDeadline_.empty()) CHECK(wheel_.nextDeadline() > now);
  }

  void advance(uint64_t now) {
    advance(now, [](uint32_t) {});
  }

  void checkNext() const {
    const uint64_t next = wheel_.nextDeadline();
    if (byDeadline_.empty()) {
      CHECK_EQ(next, Wheel::kNever);
      return;
    }
    const uint64_t earliest = byDeadline_.begin()->first;
    CHECK(next <= earliest);
    if (byDeadline_.size() <= 16 && !beyondHorizon_) CHECK_EQ(next, earliest);
  }

  uint64_t now() const { return now_; }
  uint64_t next() const { return wheel_.nextDeadline(); }
  size_t armed() const { return byDeadline_.size(); }
  size_t expired() const { return expired_; }

 private:
  void forget(uint32_t index) {
    if (entries_[index] != byDeadline_.end()) byDeadline_.erase(entries_[index]);
    entries_[index] = byDeadline_.end();
  }

  uint64_t now_;
  uint64_t reached_ = now_;  // where time stands for the wheel; a deadline before it is due at once
  std::multimap<uint64_t, uint32_t> byDeadline_;
  std::vector<Timer> timers_;
  std::vector<std::multimap<uint64_t, uint32_t>::iterator> entries_;
  Wheel wheel_;
  size_t expired_ = 0;
  bool beyondHorizon_ = false;  // such a timer makes the wheel wake on its way
};

// A distance of any magnitude, as often a short one as a long one.
uint64_t distance(std::mt19937_64& random, int bits) {
  return random() & ((uint64_t{1} << random() % (bits + 1)) - 1);
}

void play(uint64_t seed, uint64_t start, size_t timers, int steps, int deadlineBits, int sleepBits) {
  std::mt19937_64 random(seed);
  Pair pair(timers, start);
  const auto deadline = [&] {
    const uint64_t away = distance(random, deadlineBits);
    return random() % 8 == 0 ? pair.now() - std::min(pair.now(), away) : pair.now() + away;
  };
  for (int i = 0; i < steps; i++) {
    const auto index = static_cast<uint32_t>(random() % timers);
    switch (random() % 8) {
      case 0: case 1: case 2: case 3:
        pair.arm(index, deadline());
        pair.checkNext();
        break;
      case 4:
        pair.disarm(index);
        pair.checkNext();
        break;
      default:
        const uint64_t now = random() % 3 == 0 && pair.armed() > 0 ? std::max(pair.now(), pair.next())
                                                                  : pair.now() + distance(random, sleepBits);
        // In the past too, but not for ever.
        int pastLeft = 4;
        pair.advance(now, [&](uint32_t expired) {
          const auto other = static_cast<uint32_t>(random() % timers);
          switch (random() % 4) {
            case 0: pair.arm(expired, now + 1 + distance(random, deadlineBits)); break;
            case 1: if (pastLeft-- > 0) pair.arm(expired, now - std::min<uint64_t>(now, random() % 100)); break;
            case 2: pair.disarm(other); break;
            default: pair.arm(other, now + distance(random, deadlineBits));
          }
        });
    }
  }
  // Everything that is left comes in the end.
  for (int i = 0; pair.armed() > 0 && i < 1'000'000; i++) pair.advance(pair.next());
  CHECK_EQ(pair.armed(), size_t{0});
  CHECK(pair.expired() > 0);
}

}  // namespace

TEST(agreesWithAnOrderedMap) {
  for (uint64_t seed = 1; seed <= 60; seed++) {
    const uint64_t start = seed % 3 == 0 ? 0 : seed * 0x9e3779b97f4a7c15 >> (20 + seed % 8);
    play(seed, start, 1 + seed * 7 % 300, 4000, 12, 10);
    play(seed, start, 40, 2000, 24, 22);
  }
}

TEST(agreesAcrossLongSleeps) {
  for (uint64_t seed = 1; seed <= 30; seed++) {
    play(seed, seed * 1000, 20, 2000, 8, 30);
    play(seed, seed * 1000, 20, 2000, 34, 34);
  }
}

TEST(agreesBeyondTheHorizon) {
  for (uint64_t seed = 1; seed <= 30; seed++) {
    // Where the top level wraps too.
    play(seed, (uint64_t{1} << 36) - seed, 20, 1000, 42, 37);
  }
}

TEST(aDeadlineBeyondTheHorizonIsNotEarly) {
  Pair pair(1, 5);
  pair.arm(0, 5 + 3 * kHorizon);
  pair.advance(5 + kHorizon - 1);
  pair.advance(5 + kHorizon);
  pair.advance(5 + 3 * kHorizon - 1);
  CHECK_EQ(pair.expired(), size_t{0});
  pair.advance(5 + 3 * kHorizon);
  CHECK_EQ(pair.expired(), size_t{1});
}

// The engine takes commands after a sleep and before it advances the wheel.
TEST(armingAWheelThatWasLeftBehindIsNotEarly) {
  Pair pair(2, 0);
  const uint64_t now = 3'600'000;
  pair.arm(0, now + 1000);
  pair.arm(1, now + 2 * kHorizon);
  pair.advance(now);
  pair.advance(now + 999);
  CHECK_EQ(pair.expired(), size_t{0});
  pair.advance(now + 1000);
  CHECK_EQ(pair.expired(), size_t{1});
}

TEST(manyTimersOfOneTick) {
  Pair pair(10'000, 100);
  for (uint32_t i = 0; i < 10'000; i++) pair.arm(i, 5000);
  for (uint32_t i = 0; i < 10'000; i += 3) pair.disarm(i);
  pair.advance(4999);
  CHECK_EQ(pair.expired(), size_t{0});
  // Each of them silences its neighbour.
  pair.advance(5000, [&](uint32_t index) {
    if (index + 1 < 10'000) pair.disarm(index + 1);
  });
  CHECK(pair.expired() >= 3333);
  CHECK_EQ(pair.armed(), size_t{0});
}

TEST(expiringTimersRearmThemselvesForOneRoundEach) {
  Pair pair(1000, 0);
  for (uint32_t i = 0; i < 1000; i++) pair.arm(i, 1 + i);
  for (uint64_t now = 0; now < 10'000; now += 7) {
    pair.advance(now, [&](uint32_t index) { pair.arm(index, now + 1000); });
  }
  CHECK_EQ(pair.armed(), size_t{1000});
  CHECK(pair.expired() >= 9000);
}

CHECK_MAIN()
