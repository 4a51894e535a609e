// The whole engine through backend.h, in a network namespace of its own: what it promises of every request.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;
using packets::pattern;

namespace {

Bytes host(int family) { return family == 4 ? loopback::v4(0, 0, 1) : loopback::v6(0); }

Ping to(const Bytes& destination, double timeout = 2000) {
  Ping ping;
  ping.destination = destination;
  ping.timeout = timeout;
  return ping;
}

Ping carrying(const Bytes& payload, const Bytes& destination) {
  Ping ping = to(destination);
  ping.payload = payload;
  ping.bits = rxicmp::kCallerPayload | rxicmp::kWantData;
  return ping;
}

void checkOutcome(const std::vector<Seen>& seen, uint32_t status) {
  CHECK_EQ(seen.size(), size_t{1});
  if (seen.size() != 1) return;
  CHECK(seen[0].record.phase == rxicmp::Phase::outcome);
  CHECK(seen[0].final());
  CHECK_EQ(seen[0].status, status);
}

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

TEST(timeOuts) {
  const Silence silence;
  Client client;
  for (const int family : {4, 6}) {
    for (const double timeout : {0.0, 0.5, 1.0, 20.0, 63.0, 64.0, 100.25}) {
      const double start = client.backend().now();
      const auto seen = client.ping(to(host(family), timeout));
      checkOutcome(seen, rxicmp::kRequestTimedOut);
      const double took = client.backend().now() - start;
      CHECK(took >= timeout && took < timeout + 2000);
      CHECK(std::isnan(seen.at(0).record.roundTripTime));
      CHECK(seen.at(0).address.empty());
    }
  }
  // The late window is over before the end comes.
  Ping ping = to(host(4), 10);
  ping.lateWindow = 60;
  const double start = client.backend().now();
  const auto seen = client.ping(ping);
  CHECK(client.backend().now() - start >= 70);
  CHECK_EQ(seen.size(), size_t{2});
  CHECK(seen.at(0).record.phase == rxicmp::Phase::outcome && !seen.at(0).final());
  CHECK(seen.at(1).record.phase == rxicmp::Phase::end && seen.at(1).final());
  CHECK_EQ(seen.at(1).status, uint32_t{rxicmp::kPending});
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

TEST(notBefore) {
  Client client;
  std::vector<size_t> numbers;
  std::vector<double> beats;
  const double start = client.backend().now();
  for (int i = 0; i < 100; i++) {
    Ping ping = to(host(i % 2 == 0 ? 4 : 6));
    ping.notBefore = start + 20 + i * 1.37;
    ping.bits = rxicmp::kReportSent;
    beats.push_back(ping.notBefore);
    numbers.push_back(client.send(ping));
  }
  std::vector<bool> left(numbers.size());
  client.waitFor([&] {
    const double now = client.backend().now();
    for (size_t i = 0; i < numbers.size(); i++) {
      if (!left[i] && !client.seen(numbers[i]).empty()) {
        left[i] = true;
        CHECK(now >= beats[i]);
      }
    }
    return client.outstanding() == 0;
  });
  for (const size_t number : numbers) CHECK_EQ(client.seen(number).size(), size_t{2});

  // A beat in the past is sent at once, and a beat that never comes is never sent.
  Ping past = to(host(4));
  for (const double before : {start - 1000, -1.0, -1e15, -1e300}) {
    past.notBefore = before;
    checkOutcome(client.ping(past), 0);
  }
  const double sent = client.backend().counters().sent;
  std::vector<size_t> never;
  for (const double far : {1e10, 1e13, 1e15, 1e300}) {
    past.notBefore = far;
    never.push_back(client.send(past));
  }
  client.wait(30);
  for (const size_t number : never) client.cancel(number);
  client.wait(10);
  CHECK_EQ(client.backend().counters().sent, sent);
}

// However late the engine's thread is, and before the requests that asked for no time.
TEST(beatsLeaveInTheirOrder) {
  double lead = 30;
  for (int round = 0; round < 3;) {
    Client client;
    Puppet puppet;
    std::vector<std::pair<double, uint32_t>> beats;
    const double start = client.backend().now() + lead;
    std::mt19937 random(static_cast<unsigned>(round));
    for (uint32_t i = 0; i < 500; i++) {
      Ping ping = carrying(packets::join({packets::be32(i), pattern(8)}), host(4));
      // Many in one tick, some at the very same time, over several levels of the wheel.
      ping.notBefore = start + static_cast<double>(random() % (round == 0 ? 4 : 800)) / 4;
      beats.emplace_back(ping.notBefore, i);
      client.send(ping);
    }
    const bool inTime = client.backend().now() < start;
    client.waitForAll();
    // On a busy machine the first were due before the last were handed over. Those have no order.
    if (!inTime && lead < 2000) {
      lead *= 2;
      continue;
    }
    round++;
    std::sort(beats.begin(), beats.end());
    for (const auto& [time, number] : beats) {
      Heard heard;
      CHECK(puppet.hear(4, heard));
      CHECK(Bytes(heard.payload.begin(), heard.payload.begin() + 4) == packets::be32(number));
    }
  }
}

TEST(whatIsCancelledBeforeItsTimeIsNeverSent) {
  Client client;
  Puppet puppet;
  std::mt19937 random(5);
  std::vector<bool> mayNot;
  for (int round = 0; round < 20; round++) {
    std::vector<std::pair<size_t, double>> waiting;
    for (int i = 0; i < 50; i++) {
      Bytes number = packets::be32(static_cast<uint32_t>(mayNot.size()));
      Ping ping = carrying(packets::join({number, pattern(8)}), host(4));
      ping.notBefore = client.backend().now() + 1 + random() % 8;
      waiting.emplace_back(client.send(ping), ping.notBefore);
      mayNot.push_back(false);
    }
    // Some at once, some around the very moment.
    std::shuffle(waiting.begin(), waiting.end(), random);
    for (const auto& [number, time] : waiting) {
      if (random() % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
      client.cancel(number);
      mayNot[number] = client.backend().now() < time;
    }
  }
  client.wait(50);
  Heard heard;
  while (puppet.hear(4, heard, 0)) {
    const size_t number = size_t{heard.payload[2]} << 8 | heard.payload[3];
    CHECK(!mayNot.at(number));
  }
  CHECK(std::count(mayNot.begin(), mayNot.end(), true) > 100);
}

TEST(afterACancelNothingIsDelivered) {
  Client client;
  std::mt19937 random(6);
  std::vector<size_t> cancelled;
  for (int i = 0; i < 3000; i++) {
    Ping ping = to(host(4));
    ping.lateWindow = random() % 2 == 0 ? 0 : 5;
    const size_t number = client.send(ping);
    // Its slot goes to the next one at once.
    if (random() % 2 == 0) {
      client.cancel(number);
      CHECK(client.seen(number).empty() || random() % 2 == 0);
      cancelled.push_back(client.seen(number).size());
      cancelled.push_back(number);
    }
    if (random() % 50 == 0) client.wait(1);
  }
  client.waitForAll();
  for (size_t i = 0; i < cancelled.size(); i += 2) CHECK_EQ(client.seen(cancelled[i + 1]).size(), cancelled[i]);
}

TEST(aHundredThousandAtOnce) {
  constexpr size_t kMany = 100'000;
  const Silence silence;
  Client client;
  Puppet puppet;
  std::vector<Heard> heard(kMany);
  size_t count = 0;
  for (size_t i = 0; i < kMany; i++) {
    client.send(to(loopback::v4(static_cast<uint8_t>(1 + (i >> 16)), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)),
                   1'000'000));
    // No more than a receive buffer holds.
    if (i % 100 == 99) while (count <= i && puppet.hear(4, heard[count])) count++;
  }
  CHECK_EQ(count, kMany);
  if (count != kMany) return;
  CHECK_EQ(client.outstanding(), kMany);
  CHECK(client.waitFor([&] { return client.backend().counters().sent == static_cast<double>(kMany); }));
  std::shuffle(heard.begin(), heard.end(), std::mt19937(1));
  for (size_t i = 0; i < count; i++) {
    puppet.reply(heard[i]);
    if (i % 100 == 99) CHECK(client.waitFor([&] { return client.outstanding() <= kMany - i - 1; }));
  }
  client.waitForAll();
  for (size_t i = 0; i < kMany; i++) {
    checkOutcome(client.seen(i), 0);
    CHECK((client.seen(i).at(0).address == Bytes{127, static_cast<uint8_t>(1 + (i >> 16)), static_cast<uint8_t>(i >> 8),
                                                 static_cast<uint8_t>(i)}));
  }
  CHECK_EQ(client.backend().counters().foreign, 0.0);
}

TEST(theSequenceWraps) {
  Client client;
  for (const uint32_t size : {32u, 4u}) {
    size_t sent = 0, good = 0;
    std::vector<size_t> numbers;
    while (sent < 70'000) {
      for (; client.outstanding() < 200 && sent < 70'000; sent++) {
        Ping ping = to(host(4));
        ping.payloadSize = size;
        numbers.push_back(client.send(ping));
      }
      CHECK(client.waitFor([&] { return client.outstanding() < 100; }));
    }
    client.waitForAll();
    for (const size_t number : numbers) good += client.seen(number).size() == 1 && client.seen(number)[0].status == 0;
    CHECK_EQ(good, size_t{70'000});
  }
  CHECK_EQ(client.backend().counters().foreign, 0.0);
}

TEST(synchronous) {
  Client client;
  const auto call = [&](const Ping& ping, uint32_t slot) {
    rxicmp::RequestBlock block = Client::block(ping);
    block.slot = slot;
    block.generation = 0xffff'0000 + slot;
    std::vector<uint8_t> records;
    CHECK_EQ(client.backend().sendSync(block, ping.payload.data(), records), 0);
    return parse(records.data(), records.size(), block.family);
  };
  for (const int family : {4, 6}) {
    Ping ping = carrying(pattern(100), host(family));
    ping.lateWindow = 60'000;
    ping.notBefore = 1e12;
    const auto seen = call(ping, 50'000);
    checkOutcome(seen, 0);
    CHECK(seen.at(0).data == pattern(100));
    CHECK(client.backend().counters().received >= 1);
  }
  checkOutcome(call(to({198, 51, 100, 1}), 50'000), rxicmp::kNetUnreachable);

  // From another thread, while this one has others in flight.
  std::atomic<bool> done = false;
  std::thread other([&] {
    for (int i = 0; i < 300; i++) checkOutcome(call(to(host(4)), 50'001), 0);
    done = true;
  });
  while (!done) {
    for (int i = 0; i < 20; i++) client.send(to(host(4)));
    client.waitForAll();
  }
  other.join();

  const Silence silence;
  checkOutcome(call(to(host(6), 20), 50'000), rxicmp::kRequestTimedOut);
}

TEST(destroyedWithRequestsInEveryState) {
  std::mt19937 random(8);
  for (int round = 0; round < 60; round++) {
    const bool quiet = round % 3 == 0;
    if (quiet) CHECK(loopback::answerEcho(false));
    Client client;
    std::vector<size_t> numbers;
    const int burst = round % 4 == 0 ? 2000 : 50;
    for (int i = 0; i < burst; i++) {
      Ping ping = to(host(random() % 2 == 0 ? 4 : 6), random() % 20);
      ping.lateWindow = random() % 2 == 0 ? 0 : 10'000;
      ping.notBefore = random() % 3 == 0 ? client.backend().now() + random() % 100 : 0;
      if (random() % 8 == 0) {
        ping.payload = pattern(random() % 3000);
        ping.bits = rxicmp::kCallerPayload;
      }
      numbers.push_back(client.send(ping));
      if (random() % 8 == 0) client.cancel(numbers[random() % numbers.size()]);
    }
    // The thread that waits is woken, whatever happened to its request.
    std::thread waiting;
    if (round % 5 == 0) {
      Puppet puppet;
      CHECK(loopback::answerEcho(false));
      rxicmp::RequestBlock block = Client::block(to(loopback::v4(77, 77, 77), 60'000));
      block.slot = 90'000;
      block.generation = 1;
      waiting = std::thread([&backend = client.backend(), block] {
        std::vector<uint8_t> records;
        CHECK_EQ(backend.sendSync(block, nullptr, records), 0);
        CHECK(records.empty());
      });
      Heard heard;
      while (puppet.hear(4, heard) && heard.to != loopback::v4(77, 77, 77)) {
      }
    } else if (random() % 2 == 0) {
      client.wait(random() % 30);
    }
    client.destroy();
    if (waiting.joinable()) waiting.join();
    CHECK(loopback::answerEcho(true));
  }
}

// A correct caller never does that. A caller that does loses one request, and no other request waits for ever.
TEST(aSlotThatIsGivenTwiceStopsNobody) {
  const Silence silence;
  Client client;
  client.send(to(host(4), 100));
  rxicmp::RequestBlock again = Client::block(to(host(4), 100));
  again.slot = 0;
  again.generation = 1'000'000;
  client.wait(10);
  CHECK_EQ(client.backend().send(again, nullptr), 0);
  client.wait(10);
  CHECK_EQ(client.backend().send(again, nullptr), 0);
  client.wait(10);
  client.backend().cancel(0, again.generation);
  client.wait(200);
  // The slot of the first request belongs to another one now.
  client.cancel(0);
  checkOutcome(client.ping(to(host(4), 50)), rxicmp::kRequestTimedOut);
  checkOutcome(client.ping(to(host(6), 50)), rxicmp::kRequestTimedOut);
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

TEST(anIdleEngineSleeps) {
  Client client;
  checkOutcome(client.ping(to(host(4))), 0);
  client.wait(50);
  const double before = client.backend().counters().wakeUps;
  // The traffic of others does not wake the engine.
  Client other;
  for (int i = 0; i < 20; i++) checkOutcome(other.ping(to(host(4))), 0);
  client.wait(100);
  CHECK_EQ(client.backend().counters().wakeUps, before);
}

TEST(manyEnginesDoNotDisturbEachOther) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 8; i++) clients.push_back(std::make_unique<Client>());
  for (int round = 0; round < 50; round++) {
    for (auto& client : clients) client->send(to(host(round % 2 == 0 ? 4 : 6)));
  }
  for (auto& client : clients) {
    client->waitForAll();
    for (size_t i = 0; i < 50; i++) checkOutcome(client->seen(i), 0);
    CHECK_EQ(client->backend().counters().foreign, 0.0);
  }
}

// As of a systemd service with SystemCallFilter=~@resources.
TEST(aFilterThatEndsWhoAsksForResourcesEndsNobody) {
  const pid_t child = fork();
  if (child == 0) {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setattr, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog filter{4, program};
    const bool filtered =
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
    Client client;
    const auto seen = client.ping(to(host(4)));
    _exit(filtered && seen.size() == 1 && seen[0].status == 0 ? 0 : 1);
  }
  int status = -1;
  CHECK_EQ(waitpid(child, &status, 0), child);
  CHECK_EQ(status, 0);
}

int main() { return loopback::runTests(); }
