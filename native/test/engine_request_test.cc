// The whole engine through backend.h: what a request carries, and how it ends.
#include <errno.h>

#include <algorithm>
#include <chrono>

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

namespace {

double wallMs() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

TEST(repliesOfEverySize) {
  Client client;
  for (const int family : {4, 6}) {
    std::vector<uint32_t> sizes{0, 1, 4, 7, 8, 9, 15, 16, 32, 1464, 1472, 1480, 2040, 65'499, 65'500};
    for (uint32_t size = 100; size < 65'500; size += 4999) sizes.push_back(size);
    for (const uint32_t size : sizes) {
      Ping ping = to(host(family));
      ping.payloadSize = size;
      ping.bits = rxicmp::kWantData;
      const double before = wallMs();
      const auto seen = client.ping(ping);
      checkOutcome(seen, 0);
      const Seen& reply = seen.at(0);
      CHECK(reply.address == host(family));
      CHECK_EQ(reply.record.bits, rxicmp::kFinal | rxicmp::kHasResponder | rxicmp::kFromDestination | rxicmp::kWithData);
      CHECK_EQ(reply.record.dataSize, size);
      CHECK_EQ(reply.data.size(), size_t{size});
      // Behind the cookie comes a pattern.
      for (size_t i = 8; i < reply.data.size(); i++) CHECK_EQ(reply.data[i], static_cast<uint8_t>(i));
      CHECK(reply.record.roundTripTime >= 0 && reply.record.roundTripTime < 2000);
      CHECK(reply.record.sentAt > before - 1000 && reply.record.sentAt < wallMs() + 1000);
      CHECK_EQ(reply.record.icmpType, family == 4 ? 0 : 129);
      CHECK_EQ(reply.record.ttl, 64);
      CHECK_EQ(reply.record.tos, 0);
    }
  }
  CHECK_EQ(client.backend().counters().foreign, 0.0);
}

TEST(callersPayloads) {
  Client client;
  for (const int family : {4, 6}) {
    for (const size_t size : {0, 1, 7, 8, 9, 32, 1473, 65'500}) {
      const auto seen = client.ping(carrying(pattern(size, 200), host(family)));
      checkOutcome(seen, 0);
      CHECK(seen.at(0).data == pattern(size, 200));
    }
  }
}

TEST(whatAPacketCarries) {
  Client client;
  Puppet puppet;
  for (const int family : {4, 6}) {
    Heard heard;
    checkOutcome(client.ping(to(host(family))), 0);
    CHECK(puppet.hear(family, heard));
    CHECK_EQ(heard.ttl, 64);
    CHECK_EQ(heard.tos, 0);

    Ping ping = to(family == 4 ? loopback::v4(9, 9, 9) : loopback::v6(3));
    ping.ttl = 7;
    ping.tos = 0xb8;
    ping.source = family == 4 ? loopback::v4(1, 2, 3) : loopback::v6(2);
    checkOutcome(client.ping(ping), 0);
    CHECK(puppet.hear(family, heard));
    CHECK_EQ(heard.ttl, 7);
    CHECK_EQ(heard.tos, 0xb8);
    CHECK(heard.from == ping.source);
    CHECK(heard.to == ping.destination);

    // Nothing of it stays for the next one.
    checkOutcome(client.ping(to(ping.destination)), 0);
    CHECK(puppet.hear(family, heard));
    CHECK_EQ(heard.ttl, 64);
    CHECK_EQ(heard.tos, 0);
    CHECK(heard.from != ping.source);
  }
}

// In IPv6 every source takes a socket, and there are at most 64 of them.
TEST(moreSourcesThanSockets) {
  const Silence silence;
  Client client;
  Puppet puppet;
  std::vector<size_t> numbers;
  for (uint8_t i = 1; i <= loopback::kAddresses; i++) {
    Ping ping = to(host(6), 20'000);
    ping.source = loopback::v6(i);
    numbers.push_back(client.send(ping));
  }
  std::vector<Heard> heard(loopback::kAddresses);
  for (size_t i = 0; i < 60; i++) CHECK(puppet.hear(6, heard[i]));
  // Requests that wait for a socket do not hold up a request that needs none.
  const size_t other = client.send(to(host(4), 20'000));
  Heard otherHeard;
  CHECK(puppet.hear(4, otherHeard, 1000));
  puppet.reply(otherHeard);
  CHECK(client.waitFor([&] { return client.outstanding() == loopback::kAddresses; }));
  checkOutcome(client.seen(other), 0);
  // The rest use sockets that have become idle.
  for (size_t i = 0; i < 60; i++) puppet.reply(heard[i]);
  for (size_t i = 60; i < heard.size(); i++) {
    CHECK(puppet.hear(6, heard[i]));
    puppet.reply(heard[i]);
  }
  client.waitForAll();
  for (const size_t number : numbers) checkOutcome(client.seen(number), 0);
  std::vector<Bytes> sources;
  for (const Heard& request : heard) sources.push_back(request.from);
  std::sort(sources.begin(), sources.end());
  CHECK(std::unique(sources.begin(), sources.end()) == sources.end());
}

TEST(aSourceThatIsNotHereIsRefusedAtOnce) {
  Client client;
  for (const int family : {4, 6}) {
    rxicmp::RequestBlock block = Client::block(to(host(family)));
    block.generation = 1;
    block.bits |= rxicmp::kHasSource;
    std::memset(block.source, 0x20, sizeof block.source);
    CHECK_EQ(client.backend().send(block, nullptr), EADDRNOTAVAIL);
  }
  CHECK_EQ(client.backend().counters().sent, 0.0);
}

TEST(sentComesFirst) {
  Client client;
  Ping ping = to(host(4));
  ping.bits = rxicmp::kReportSent;
  const auto seen = client.ping(ping);
  CHECK_EQ(seen.size(), size_t{2});
  CHECK(seen.at(0).record.phase == rxicmp::Phase::sent && !seen.at(0).final());
  CHECK_EQ(seen.at(0).status, uint32_t{rxicmp::kPending});
  CHECK(seen.at(1).record.phase == rxicmp::Phase::outcome && seen.at(1).final());
}

TEST(whereThereIsNoRoute) {
  Client client;
  for (const Bytes& nowhere : {Bytes{198, 51, 100, 1}, Bytes{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}) {
    const auto seen = client.ping(to(nowhere));
    checkOutcome(seen, rxicmp::kNetUnreachable);
    CHECK_EQ(seen.at(0).record.errorNumber, ENETUNREACH);
    CHECK(seen.at(0).record.sentAt > 0);
  }
  CHECK_EQ(client.backend().counters().sent, 0.0);
  checkOutcome(client.ping(to(host(4))), 0);
}

TEST(tooBigForTheInterface) {
  CHECK(loopback::setMtu(1500));
  Client client;
  for (const int family : {4, 6}) {
    Ping ping = to(host(family));
    ping.payloadSize = 2000;
    checkOutcome(client.ping(ping), 0);
    ping.flags = 2;  // IP_FLAG_DF
    const size_t refused = client.send(ping);
    ping.payloadSize = 1400;
    const size_t fits = client.send(ping);
    client.waitForAll(3000);
    checkOutcome(client.seen(refused), rxicmp::kPacketTooBig);
    if (!client.seen(refused).empty()) {
      CHECK_EQ(client.seen(refused)[0].record.errorNumber, EMSGSIZE);
      CHECK_EQ(client.seen(refused)[0].record.mtu, 1500u);
    }
    checkOutcome(client.seen(fits), 0);
  }
  CHECK_EQ(client.backend().counters().foreign, 0.0);
  CHECK(loopback::setMtu(65'536));
}

// What is sent to them stays in the socket's send buffer for three seconds, while the system asks for their addresses.
TEST(neighboursThatDoNotAnswerHoldUpNobody) {
  const loopback::DeadLink link;
  if (!link.up()) return void(check::skipped() = "no TAP device can be made");
  Client client;
  std::vector<size_t> dead;
  // Twice what a send buffer holds. The table of neighbours is the whole system's, so no more than it has room for.
  for (int i = 0; i < 600; i++) dead.push_back(client.send(to({10, 9, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}, 500)));
  client.wait(20);
  std::vector<size_t> beats;
  const double start = client.backend().now();
  for (int i = 0; i < 20; i++) {
    Ping ping = to(host(i % 2 == 0 ? 4 : 6));
    ping.notBefore = i % 4 < 2 ? start + i * 20 : 0;
    beats.push_back(client.send(ping));
  }
  CHECK(client.waitFor([&] {
    return std::all_of(beats.begin(), beats.end(), [&](size_t number) { return !client.seen(number).empty(); });
  }));
  // This must take less time than the system takes to give up a neighbour.
  CHECK(client.backend().now() - start < 2500);
  for (const size_t number : beats) checkOutcome(client.seen(number), 0);
  client.waitForAll();
  for (const size_t number : dead) CHECK(client.seen(number).at(0).status != 0);
}

TEST(aReplyThatDoesNotFit) {
  Client client;
  Ping ping = to(host(4));
  ping.replySize = 40 + 31;
  checkOutcome(client.ping(ping), rxicmp::kGeneralFailure);
  ping.replySize++;
  checkOutcome(client.ping(ping), 0);
}

TEST(whatLooksBeyondItsBlockIsNotSound) {
  const rxicmp::RequestBlock good = Client::block(to(host(4)));
  CHECK(rxicmp::isSound(good));
  const auto with = [&](auto change) {
    rxicmp::RequestBlock block = good;
    change(block);
    return rxicmp::isSound(block);
  };
  CHECK(with([](auto& b) { b.optionsSize = 40; b.payloadSize = 65'500; b.notBefore = -1e300; }));
  CHECK(!with([](auto& b) { b.optionsSize = 41; }));
  CHECK(with([](auto& b) { b.deliverWithin = 65'535; }));
  CHECK(!with([](auto& b) { b.payloadSize = 65'501; }));
  CHECK(!with([](auto& b) { b.family = 0; }));
  CHECK(!with([](auto& b) { b.timeout = NAN; }));
  CHECK(!with([](auto& b) { b.lateWindow = -1; }));
}

int main() { return loopback::runTests(); }
