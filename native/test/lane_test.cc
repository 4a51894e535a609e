#include "../posix/lane.h"

#include <random>

#include "check.h"

namespace {

using rxicmp::Lane;

constexpr int64_t kSecond = 1'000'000'000;

struct Given {
  bool any;
  uint16_t sequence;
};

Given acquire(Lane& lane, uint32_t owner, int64_t now) {
  uint16_t sequence = 0;
  const bool any = lane.acquire(owner, now, sequence);
  return {any, sequence};
}

Lane socketless() { return {nullptr, 4, false, {}}; }

// A lane of which every number is taken; the owner of each is its order.
std::vector<uint16_t> exhaust(Lane& lane) {
  std::vector<uint16_t> order;
  for (uint32_t owner = 0; owner < 65'536; owner++) {
    const Given given = acquire(lane, owner, 0);
    CHECK(given.any);
    order.push_back(given.sequence);
  }
  return order;
}

}  // namespace

TEST(everyNumberIsGivenOutOnce) {
  Lane lane = socketless();
  CHECK(!lane.busy());
  std::vector<bool> seen(65'536);
  const std::vector<uint16_t> order = exhaust(lane);
  for (uint32_t owner = 0; owner < order.size(); owner++) {
    CHECK(!seen[order[owner]]);
    seen[order[owner]] = true;
    CHECK_EQ(lane.owner(order[owner]), owner);
  }
  CHECK(lane.busy());
  CHECK(!acquire(lane, 1, 0).any);
  CHECK(!acquire(lane, 1, 3600 * kSecond).any);
}

TEST(aNumberOfNobodyHasNoOwner) {
  Lane lane = socketless();
  CHECK_EQ(lane.owner(0), Lane::kNobody);
  CHECK_EQ(lane.owner(65'535), Lane::kNobody);
  const uint16_t sequence = acquire(lane, 7, 0).sequence;
  CHECK_EQ(lane.owner(sequence), 7u);
  lane.release(sequence);
  CHECK_EQ(lane.owner(sequence), Lane::kNobody);
  CHECK(!lane.busy());
}

TEST(aFreshNumberGoesBeforeAUsedOne) {
  Lane lane = socketless();
  std::vector<bool> seen(65'536);
  for (int i = 0; i < 65'536; i++) {
    const Given given = acquire(lane, 1, i);
    CHECK(!seen[given.sequence]);
    seen[given.sequence] = true;
    lane.release(given.sequence);
  }
}

TEST(usedNumbersComeBackOldestFirst) {
  Lane lane = socketless();
  const std::vector<uint16_t> order = exhaust(lane);
  const std::vector<size_t> released{500, 3, 65'535, 0, 499};
  for (const size_t i : released) lane.release(order[i]);
  for (const size_t i : released) {
    const Given given = acquire(lane, 9, 2);
    CHECK(given.any);
    CHECK_EQ(given.sequence, order[i]);
  }
  CHECK(!acquire(lane, 9, 2).any);
}

TEST(withoutACookieANumberRestsTenSeconds) {
  Lane lane = socketless();
  const std::vector<uint16_t> order = exhaust(lane);
  lane.rest(order[1], 5 * kSecond);
  lane.rest(order[2], 6 * kSecond);
  CHECK_EQ(lane.owner(order[1]), Lane::kNobody);
  CHECK(!acquire(lane, 9, 5 * kSecond).any);
  CHECK(!acquire(lane, 9, 15 * kSecond - 1).any);
  CHECK_EQ(acquire(lane, 9, 15 * kSecond).sequence, order[1]);
  CHECK(!acquire(lane, 9, 16 * kSecond - 1).any);
  // One that has rested goes behind those that are free already.
  lane.release(order[3]);
  CHECK_EQ(acquire(lane, 9, 16 * kSecond).sequence, order[3]);
  CHECK_EQ(acquire(lane, 9, 16 * kSecond).sequence, order[2]);
}

TEST(aSendBufferThatStaysFullIsAvoided) {
  constexpr int64_t kMs = 1'000'000;
  Lane lane = socketless();
  // A busy link: full, and free again in no time.
  for (int64_t now = kMs; now < 200 * kMs; now += 10 * kMs) {
    CHECK(!lane.refused(now));
    CHECK(!lane.refused(now + 5 * kMs));
    lane.accepted();
    CHECK(!lane.avoided(now));
  }
  const int64_t full = kSecond;
  CHECK(!lane.refused(full));
  CHECK(!lane.refused(full + 19 * kMs));
  CHECK(lane.refused(full + 20 * kMs));
  CHECK(lane.avoided(full + 119 * kMs));
  CHECK(!lane.avoided(full + 120 * kMs));
  CHECK(lane.refused(full + 120 * kMs));
}

TEST(restingIsNotBusy) {
  Lane lane = socketless();
  lane.rest(acquire(lane, 1, 0).sequence, 0);
  CHECK(!lane.busy());
}

TEST(agreesWithAPlainTable) {
  std::mt19937 random(7);
  Lane lane = socketless();
  std::vector<uint32_t> owners(65'536, Lane::kNobody);
  std::vector<int64_t> restsUntil(65'536, 0);
  std::vector<uint16_t> held;
  int64_t now = 0;
  uint32_t next = 0;
  for (int i = 0; i < 1'000'000; i++) {
    now += random() % 1'000'000;
    // Drifts between nearly empty and exhausted.
    const bool filling = i / 150'000 % 2 == 0;
    if (random() % 4 < (filling ? 3u : 1u)) {
      const Given given = acquire(lane, next, now);
      CHECK(given.any || held.size() > 30'000);
      if (!given.any) continue;
      CHECK_EQ(owners[given.sequence], Lane::kNobody);
      CHECK(restsUntil[given.sequence] <= now);
      owners[given.sequence] = next++;
      held.push_back(given.sequence);
    } else if (!held.empty()) {
      std::swap(held[random() % held.size()], held.back());
      const uint16_t sequence = held.back();
      held.pop_back();
      CHECK_EQ(lane.owner(sequence), owners[sequence]);
      const bool hasCookie = random() % 2 == 0;
      if (hasCookie) lane.release(sequence);
      else lane.rest(sequence, now);
      owners[sequence] = Lane::kNobody;
      restsUntil[sequence] = hasCookie ? now : now + 10 * kSecond;
    }
    CHECK_EQ(lane.busy(), !held.empty());
  }
  CHECK(next > 200'000);
}

CHECK_MAIN()
