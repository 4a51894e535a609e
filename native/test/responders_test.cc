// Who has answered a broadcast: everybody counts once, and there is a bound.
#include "../posix/responders.h"

#include "check.h"

namespace {

using rxicmp::Address;
using rxicmp::Responders;

Address host(uint32_t n) {
  const uint8_t bytes[]{10, static_cast<uint8_t>(n >> 16), static_cast<uint8_t>(n >> 8), static_cast<uint8_t>(n)};
  return rxicmp::makeAddress(4, bytes);
}

}  // namespace

TEST(everyResponderCountsOnce) {
  Responders responders;
  CHECK(responders.empty());
  CHECK(responders.add(host(1)) == Responders::Added::yes);
  CHECK(responders.add(host(2)) == Responders::Added::yes);
  CHECK(responders.add(host(1)) == Responders::Added::known);
  CHECK(!responders.empty());
}

TEST(whoIsKnownStaysSoWhenThereIsNoRoomForMore) {
  Responders responders;
  uint32_t taken = 0;
  for (uint32_t n = 0; n < 150'000; n++) {
    if (responders.add(host(n)) == Responders::Added::yes) taken++;
    else CHECK(n >= 65'536);
  }
  CHECK_EQ(taken, 65'536u);
  CHECK(responders.add(host(7)) == Responders::Added::known);
  CHECK(responders.add(host(149'999)) == Responders::Added::full);
}

CHECK_MAIN()
