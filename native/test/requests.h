// Requests to the loopback, as most tests of the engine send them, and how such a request ends.
#pragma once

#include "check.h"
#include "client.h"
#include "loopback.h"

namespace requests {

using client::Ping;
using client::Seen;
using packets::Bytes;

inline Bytes host(int family) { return family == 4 ? loopback::v4(0, 0, 1) : loopback::v6(0); }

inline Ping to(const Bytes& destination, double timeout = 2000) {
  Ping ping;
  ping.destination = destination;
  ping.timeout = timeout;
  return ping;
}

inline Ping carrying(const Bytes& payload, const Bytes& destination) {
  Ping ping = to(destination);
  ping.payload = payload;
  ping.bits = rxicmp::kCallerPayload | rxicmp::kWantData;
  return ping;
}

inline void checkOutcome(const std::vector<Seen>& seen, uint32_t status) {
  CHECK_EQ(seen.size(), size_t{1});
  if (seen.size() != 1) return;
  CHECK(seen[0].record.phase == rxicmp::Phase::outcome);
  CHECK(seen[0].final());
  CHECK_EQ(seen[0].status, status);
}

}  // namespace requests
