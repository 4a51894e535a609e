// The keyed functions: the vectors of SipHash's authors, and that permutations leave nothing out.
#include "../cookie.h"

#include <set>
#include <vector>

#include "../posix/permutation.h"
#include "check.h"

namespace {

// The key and messages of the reference implementation: bytes that count up from 0.
constexpr rxicmp::SipKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

}  // namespace

TEST(agreesWithTheReferenceVectors) {
  CHECK_EQ(rxicmp::siphash(kKey, {}), 0x726fdb47dd0e0e31u);
  CHECK_EQ(rxicmp::siphash(kKey, {0x0706050403020100}), 0x93f5f5799a932462u);
  CHECK_EQ(rxicmp::siphash(kKey, {0x0706050403020100, 0x0f0e0d0c0b0a0908}), 0x3f2acc7f57c29bdbu);
}

TEST(everythingThatMakesARequestChangesItsCookie) {
  uint8_t destination[16] = {127, 0, 0, 1};
  std::set<uint64_t> all{rxicmp::cookieOf(kKey, 1, 1, destination)};
  all.insert(rxicmp::cookieOf(kKey, 2, 1, destination));
  all.insert(rxicmp::cookieOf(kKey, 1, 2, destination));
  all.insert(rxicmp::cookieOf({kKey.low + 1, kKey.high}, 1, 1, destination));
  all.insert(rxicmp::cookieOf({kKey.low, kKey.high + 1}, 1, 1, destination));
  destination[15] = 1;
  all.insert(rxicmp::cookieOf(kKey, 1, 1, destination));
  CHECK_EQ(all.size(), size_t{6});
}

TEST(aPermutationHasEveryNumberOnceInAnOrderOfItsKey) {
  const rxicmp::Permutation one(kKey), other({kKey.low + 1, kKey.high});
  std::vector<bool> seen(65'536);
  int steps = 0, same = 0;
  for (uint32_t n = 0; n < 65'536; n++) {
    const uint16_t number = one(static_cast<uint16_t>(n));
    CHECK(!seen[number]);
    seen[number] = true;
    steps += static_cast<uint16_t>(one(static_cast<uint16_t>(n + 1)) - number) == 1;
    same += number == other(static_cast<uint16_t>(n));
  }
  // By chance each is one of 65,536.
  CHECK(steps < 20);
  CHECK(same < 20);
}

CHECK_MAIN()
