// The line before a way out that has no room. What the engine makes of it is tested in test/netns/noRoom.ts.
#include "../posix/egress.h"

#include "../posix/icmp_socket.h"
#include "check.h"

namespace {

using rxicmp::Address;
using rxicmp::Egress;
using rxicmp::Turn;

constexpr int64_t kMs = 1'000'000;

std::vector<uint32_t> refusedAt(Egress& egress, int64_t now) {
  std::vector<uint32_t> slots;
  egress.giveUp(now, [&](Turn turn, int) { slots.push_back(turn.slot); });
  return slots;
}

Address v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  const uint8_t bytes[]{a, b, c, d};
  return rxicmp::makeAddress(4, bytes);
}

}  // namespace

TEST(nobodyStandsInLineWhileThereIsRoom) {
  Egress egress({});
  CHECK(egress.empty());
  CHECK(!egress.holds(true));
  CHECK(!egress.holds(false));
  CHECK_EQ(egress.next(), INT64_MAX);
}

TEST(aFullOneHoldsEverybodyAndBeatsGoFirst) {
  Egress egress({});
  egress.onNoRoom(100 * kMs, EAGAIN, true);
  CHECK(egress.holds(true));
  CHECK(egress.holds(false));
  egress.wait({1, 1}, false, 100 * kMs, 1000 * kMs);
  egress.wait({2, 2}, false, 100 * kMs, 1000 * kMs);
  egress.wait({3, 3}, true, 100 * kMs, 1000 * kMs);
  CHECK(!egress.mayTry(100 * kMs));
  CHECK(egress.mayTry(101 * kMs));
  for (const uint32_t slot : {3u, 1u, 2u}) {
    CHECK_EQ(egress.front().slot, slot);
    egress.pop();
  }
  CHECK(egress.empty());
}

// As when the table of neighbours is full: the next destination may have room.
TEST(aRefusalWithoutAFullBufferHoldsNoBeat) {
  Egress egress({});
  egress.onNoRoom(100 * kMs, ENOBUFS, false);
  CHECK(!egress.holds(true));
  CHECK(egress.holds(false));
  egress.onSent(101 * kMs);
  CHECK(!egress.holds(false));
}

TEST(pausesGrowAndEndWithASend) {
  Egress egress({});
  egress.wait({1, 1}, false, 0, 10'000 * kMs);
  int64_t now = 0;
  std::vector<int64_t> pauses;
  for (int i = 0; i < 8; i++) {
    egress.onNoRoom(now, EAGAIN, true);
    pauses.push_back((egress.next() - now) / kMs);
    now = egress.next();
  }
  CHECK(pauses == (std::vector<int64_t>{1, 2, 4, 8, 16, 16, 16, 16}));
  egress.onSent(now);
  CHECK(egress.mayTry(now));
  egress.onNoRoom(now, EAGAIN, true);
  CHECK_EQ(egress.next(), now + kMs);
}

TEST(whoWaitsLongerThanItsPatienceWhileNothingLeavesIsRefused) {
  Egress egress({});
  egress.onNoRoom(0, ENOBUFS, true);
  egress.wait({1, 1}, false, 0, 500 * kMs);
  egress.wait({2, 2}, false, 0, 100 * kMs);
  egress.wait({3, 3}, true, 50 * kMs, 100 * kMs);
  CHECK(refusedAt(egress, 99 * kMs).empty());
  CHECK(refusedAt(egress, 100 * kMs) == std::vector<uint32_t>{2});
  CHECK(refusedAt(egress, 150 * kMs) == std::vector<uint32_t>{3});
  // Something left: it is busy, and not stuck.
  egress.onSent(400 * kMs);
  CHECK(refusedAt(egress, 899 * kMs).empty());
  // Not at once: there is a while between two looks.
  CHECK(refusedAt(egress, 916 * kMs) == std::vector<uint32_t>{1});
  CHECK(egress.empty());
}

// Each look at the line costs its length: one for each request in it would cost the square.
TEST(aLongLineIsNotLookedThroughForEachOfThem) {
  Egress egress({});
  constexpr int kCount = 1000;
  for (uint32_t i = 0; i < kCount; i++) egress.wait({i, i}, false, i * 1000, 1000 * kMs);
  int looks = 0;
  size_t refused = 0;
  int64_t last = 0;
  while (refused < kCount) {
    const int64_t now = egress.next();
    if (egress.mayTry(now)) egress.onNoRoom(now, ENOBUFS, true);
    const size_t more = refusedAt(egress, now).size();
    if (more > 0) looks++;
    if (more > 0) last = now;
    refused += more;
  }
  CHECK(looks < 10);
  CHECK(last < 1100 * kMs);
}

TEST(waysOutAreToldApartByTheAddressThatIsSentFrom) {
  rxicmp::Egresses egresses;
  const rxicmp::SendOptions none;
  rxicmp::Egress& loopback = egresses.of(v4(127, 0, 0, 1), none, 1);
  CHECK(&loopback == &egresses.of(v4(127, 0, 0, 1), none, 2));
  rxicmp::SendOptions pinned;
  pinned.interfaceIndex = 7;
  CHECK(&egresses.of(v4(127, 0, 0, 1), pinned, 3) != &loopback);
  rxicmp::SendOptions bound;
  bound.source = v4(127, 0, 0, 9);
  CHECK(&egresses.of(v4(127, 0, 0, 1), bound, 3) != &loopback);
  CHECK(!egresses.sorting(0));
  egresses.sortFrom(0);
  CHECK(egresses.sorting(4'000 * kMs));
  CHECK(!egresses.sorting(5'000 * kMs));
  // As long as somebody waits nothing is forgotten.
  loopback.wait({1, 1}, false, 0, kMs);
  egresses.tidy(6'000 * kMs);
  CHECK(egresses.begin() != egresses.end());
  loopback.pop();
  egresses.tidy(6'000 * kMs);
  CHECK(egresses.begin() == egresses.end());
}

CHECK_MAIN()
