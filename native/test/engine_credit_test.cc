// The whole engine through backend.h: an answer is credited to the request that it answers, and to no other.
#include <algorithm>
#include <random>

#include "check.h"
#include "client.h"
#include "loopback.h"

using namespace client;
using loopback::Heard;
using loopback::Puppet;
using packets::pattern;

namespace {

// A client, and a puppet that is the only one to answer.
struct Stage {
  Stage() { CHECK(loopback::answerEcho(false)); }
  ~Stage() { CHECK(loopback::answerEcho(true)); }

  // Sends a request and takes it in at the puppet.
  std::pair<size_t, Heard> send(const Ping& ping) {
    const size_t number = client.send(ping);
    return {number, hear(ping.destination.size() == 4 ? 4 : 6)};
  }

  Heard hear(int family) {
    Heard heard;
    CHECK(puppet.hear(family, heard));
    return heard;
  }

  void checkStatuses(size_t number, std::vector<uint32_t> expected) {
    client.waitForAll();
    std::vector<uint32_t> actual;
    for (const Seen& seen : client.seen(number)) actual.push_back(seen.status);
    CHECK_EQ(actual.size(), expected.size());
    if (actual.size() != expected.size()) return;
    for (size_t i = 0; i < actual.size(); i++) CHECK_EQ(actual[i], expected[i]);
  }

  double foreign() { return client.backend().counters().foreign; }

  // So many packets were credited to no request, and no more come.
  void checkForeign(double expected) {
    CHECK(client.waitFor([&] { return foreign() >= expected; }));
    client.wait(10);
    CHECK_EQ(foreign(), expected);
  }

  Client client;
  Puppet puppet;
};

Bytes host(int family) { return family == 4 ? loopback::v4(1, 1, 1) : loopback::v6(1); }
Bytes stranger(int family) { return family == 4 ? loopback::v4(2, 2, 2) : loopback::v6(2); }

// Time exceeded, and destination unreachable for want of an address: 11013 and 11003 in both families.
constexpr uint32_t kExpired = 11013, kNoHost = rxicmp::kHostUnreachable;
uint8_t timeExceeded(int family) { return family == 4 ? 11 : 3; }
uint8_t unreachable(int family) { return family == 4 ? 3 : 1; }
uint8_t noHost(int family) { return family == 4 ? 1 : 3; }

// By default the time-out is so long that only an answer ends the request, even on a busy machine.
Ping to(int family, double timeout = 60'000, double lateWindow = 0) {
  Ping ping;
  ping.destination = host(family);
  ping.timeout = timeout;
  ping.lateWindow = lateWindow;
  return ping;
}

Ping carrying(int family, const Bytes& payload) {
  Ping ping = to(family);
  ping.payload = payload;
  ping.bits = rxicmp::kCallerPayload;
  return ping;
}

Bytes changed(Bytes bytes, size_t at) {
  bytes.at(at) ^= 1;
  return bytes;
}

constexpr uint32_t kTimedOut = rxicmp::kRequestTimedOut, kEnd = rxicmp::kPending;

}  // namespace

TEST(lateAndDuplicateReplies) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [late, lateHeard] = stage.send(to(family, 20, 3000));
    CHECK(stage.client.waitFor([&, number = late] { return !stage.client.seen(number).empty(); }));
    stage.puppet.reply(lateHeard);
    const auto [twice, twiceHeard] = stage.send(to(family, 2000, 1));
    stage.puppet.reply(twiceHeard);
    stage.puppet.reply(twiceHeard);
    stage.checkStatuses(late, {kTimedOut, 0, kEnd});
    CHECK(stage.client.seen(late).at(1).record.phase == rxicmp::Phase::late);
    CHECK(stage.client.seen(late).at(1).record.roundTripTime >= 20);
    stage.checkStatuses(twice, {0, 0, kEnd});
    CHECK(stage.client.seen(twice).at(1).record.phase == rxicmp::Phase::duplicate);
    CHECK_EQ(stage.client.backend().counters().late, 1.0);
    CHECK_EQ(stage.client.backend().counters().duplicates, 1.0);
    // After the end nothing is credited to the request.
    const double foreign = stage.foreign();
    const size_t other = stage.client.send(to(family));
    stage.puppet.reply(twiceHeard);
    stage.puppet.reply(lateHeard);
    stage.checkForeign(foreign + 2);
    stage.client.cancel(other);
  }
}

TEST(onlyTheCookieProves) {
  for (const int family : {4, 6}) {
    for (const uint8_t flow : {0, int{rxicmp::kConstantFlow}}) {
      Stage stage;
      Ping ping = to(family);
      ping.bits = flow;
      const auto [number, heard] = stage.send(ping);
      for (size_t i = 0; i < 8; i++) stage.puppet.reply(heard, changed(heard.payload, i), heard.to);
      stage.puppet.reply(heard, pattern(7), heard.to);
      stage.puppet.reply(heard, {}, heard.to);
      Heard other = heard;
      other.sequence++;
      stage.puppet.reply(other);
      stage.checkForeign(11.0);
      // Some hosts answer from another address; the cookie proves that it is them.
      stage.puppet.reply(heard, heard.payload, stranger(family));
      stage.checkStatuses(number, {0});
      CHECK(stage.client.seen(number).at(0).address == stranger(family));
      CHECK_EQ(stage.client.seen(number).at(0).record.bits & rxicmp::kFromDestination, 0);
    }
  }
}

TEST(truncatedAndAlteredReplies) {
  for (const int family : {4, 6}) {
    for (const uint8_t flow : {0, int{rxicmp::kConstantFlow}}) {
      Stage stage;
      const auto bitsFor = [&](const std::function<Bytes(const Bytes&)>& change) {
        Ping ping = to(family);
        ping.bits = flow;
        const auto [number, heard] = stage.send(ping);
        stage.puppet.reply(heard, change(heard.payload), heard.to);
        stage.checkStatuses(number, {0});
        return stage.client.seen(number).at(0).record.bits & (rxicmp::kTruncated | rxicmp::kAltered);
      };
      CHECK_EQ(bitsFor([](const Bytes& sent) { return sent; }), 0);
      for (const ptrdiff_t size : {8, 9, 10, 11}) {
        const auto cut = [&](const Bytes& sent) { return Bytes(sent.begin(), sent.begin() + size); };
        CHECK_EQ(bitsFor(cut), rxicmp::kTruncated);
      }
      for (const size_t at : {8, 9, 10, 31}) {
        CHECK_EQ(bitsFor([&](const Bytes& sent) { return changed(sent, at); }), rxicmp::kAltered);
      }
      CHECK_EQ(bitsFor([](const Bytes& sent) { return packets::join({sent, {1}}); }), rxicmp::kAltered);
      CHECK_EQ(bitsFor([](const Bytes& sent) { return packets::join({sent, Bytes(1000, 1)}); }), rxicmp::kAltered);
    }
  }
}

TEST(aCallersPayloadProvesByAddressAndBytes) {
  for (const int family : {4, 6}) {
    Stage stage;
    const Bytes payload = pattern(32, 100);
    const auto [number, heard] = stage.send(carrying(family, payload));
    stage.puppet.reply(heard, payload, stranger(family));
    stage.puppet.reply(heard, changed(payload, 31), heard.to);
    stage.puppet.reply(heard, packets::join({payload, {1}}), heard.to);
    stage.puppet.reply(heard, pattern(7, 100), heard.to);
    stage.checkForeign(4.0);
    stage.puppet.reply(heard, pattern(8, 100), heard.to);
    stage.checkStatuses(number, {0});
    CHECK_EQ(stage.client.seen(number).at(0).record.bits & rxicmp::kTruncated, rxicmp::kTruncated);
  }
}

TEST(aFewBytesNeedTheAddressToo) {
  for (const int family : {4, 6}) {
    for (const uint32_t size : {0u, 4u, 7u}) {
      Stage stage;
      Ping ping = to(family);
      ping.payloadSize = size;
      const auto [number, heard] = stage.send(ping);
      CHECK_EQ(heard.payload.size(), size_t{size});
      stage.puppet.reply(heard, heard.payload, stranger(family));
      if (size > 0) stage.puppet.reply(heard, changed(heard.payload, 0), heard.to);
      stage.checkForeign(size > 0 ? 2.0 : 1.0);
      stage.puppet.reply(heard);
      stage.checkStatuses(number, {0});
    }
  }
}

TEST(refusalsAreCreditedByWhatTheyQuote) {
  for (const int family : {4, 6}) {
    Stage stage;
    for (const size_t quoted : {16, 1000}) {
      const auto [number, heard] = stage.send(to(family));
      stage.puppet.refuse(heard, timeExceeded(family), 0, stranger(family), quoted);
      stage.checkStatuses(number, {kExpired});
      CHECK_EQ(stage.client.seen(number).at(0).record.bits & rxicmp::kUnproven, 0);
      const Seen& seen = stage.client.seen(number).at(0);
      CHECK(seen.address == stranger(family));
      CHECK_EQ(seen.record.icmpType, timeExceeded(family));
      CHECK_EQ(seen.record.dataSize, 0u);
    }
    const auto [number, heard] = stage.send(to(family));
    const double foreign = stage.foreign();
    Heard wrong = heard;
    wrong.icmp = changed(heard.icmp, 9);
    stage.puppet.refuse(wrong, timeExceeded(family), 0, stranger(family));
    wrong = heard;
    wrong.to = stranger(family);
    stage.puppet.refuse(wrong, timeExceeded(family), 0, stranger(family), 8);
    wrong = heard;
    wrong.icmp = changed(heard.icmp, 7);
    stage.puppet.refuse(wrong, timeExceeded(family), 0, stranger(family), 8);
    stage.checkForeign(foreign + 3);
    stage.puppet.reply(heard);
    stage.checkStatuses(number, {0});
  }
}

// A router behind an address translation quotes the address that the request had there. The cookie tells all the same.
TEST(aRefusalThatQuotesTheCookieMayQuoteAnotherAddress) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [number, heard] = stage.send(to(family));
    Heard translated = heard;
    translated.to = stranger(family);
    stage.puppet.refuse(translated, unreachable(family), noHost(family), stranger(family));
    stage.checkStatuses(number, {kNoHost});
    // Without a cookie the address has to be right.
    const auto [own, heardOwn] = stage.send(carrying(family, pattern(64)));
    translated = heardOwn;
    translated.to = stranger(family);
    stage.puppet.refuse(translated, unreachable(family), noHost(family), stranger(family));
    stage.checkForeign(1);
    stage.puppet.reply(heardOwn);
    stage.checkStatuses(own, {0});
  }
}

TEST(aRefusalWithoutAProofIsHeldUntilTheTimeOut) {
  for (const int family : {4, 6}) {
    for (const size_t quoted : {8, 12}) {
      Stage stage;
      const auto [number, heard] = stage.send(to(family, 300));
      stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family), quoted);
      stage.client.wait(30);
      CHECK(stage.client.seen(number).empty());
      stage.checkStatuses(number, {kNoHost});
      const Seen& seen = stage.client.seen(number).at(0);
      CHECK(seen.address == stranger(family));
      CHECK((seen.record.bits & rxicmp::kUnproven) != 0);
      // The round-trip time is that of its arrival.
      CHECK(seen.record.roundTripTime < 300);
      CHECK_EQ(stage.client.backend().counters().timedOut, 0.0);
    }
  }
}

TEST(whatProvesItselfWinsOverARefusalWithoutAProof) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [answered, heard] = stage.send(to(family));
    stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family), 8);
    stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family), 8);
    stage.puppet.reply(heard);
    stage.checkStatuses(answered, {0});
    const auto [refused, other] = stage.send(to(family));
    stage.puppet.refuse(other, unreachable(family), noHost(family), stranger(family), 8);
    stage.puppet.refuse(other, timeExceeded(family), 0, stranger(family));
    stage.checkStatuses(refused, {kExpired});
    CHECK_EQ(stage.client.seen(refused).at(0).record.bits & rxicmp::kUnproven, 0);
  }
}

// A trace must not wait.
TEST(thatAGivenTtlIsUsedUpIsToldAtOnce) {
  for (const int family : {4, 6}) {
    Stage stage;
    Ping ping = to(family);
    ping.ttl = 3;
    const auto [number, heard] = stage.send(ping);
    stage.puppet.refuse(heard, timeExceeded(family), 0, stranger(family), 8);
    stage.checkStatuses(number, {kExpired});
    CHECK((stage.client.seen(number).at(0).record.bits & rxicmp::kUnproven) != 0);
  }
}

TEST(aReplyAfterARefusalIsLate) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [number, heard] = stage.send(to(family, 10'000, 1000));
    stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family));
    stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family));
    // On a ping socket errors have a queue of their own, which is read after the replies.
    stage.checkForeign(1);
    stage.puppet.reply(heard);
    stage.puppet.reply(heard);
    CHECK(stage.client.waitFor([&] { return stage.client.seen(number).size() == 3; }));
    const auto& seen = stage.client.seen(number);
    CHECK(seen.at(0).record.phase == rxicmp::Phase::outcome && seen.at(0).status == kNoHost);
    CHECK(seen.at(1).record.phase == rxicmp::Phase::late && seen.at(1).status == 0);
    CHECK(seen.at(2).record.phase == rxicmp::Phase::duplicate);
    CHECK_EQ(stage.foreign(), 1.0);
    stage.client.cancel(number);
  }
}

TEST(aRefusalWithoutAProofAfterTheOutcomeIsNobodys) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [number, heard] = stage.send(to(family, 100, 60'000));
    CHECK(stage.client.waitFor([&] { return stage.client.seen(number).size() == 1; }));
    stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family), 8);
    stage.checkForeign(1);
    stage.puppet.reply(heard);
    CHECK(stage.client.waitFor([&] { return stage.client.seen(number).size() == 2; }));
    const Seen& late = stage.client.seen(number).at(1);
    CHECK(late.record.phase == rxicmp::Phase::late && late.status == 0);
    CHECK_EQ(stage.client.backend().counters().late, 1.0);
    stage.client.cancel(number);
  }
}

TEST(aSourceQuenchEndsNobody) {
  Stage stage;
  const auto [number, heard] = stage.send(to(4));
  stage.puppet.refuse(heard, 4, 0, stranger(4));
  stage.client.wait(30);
  CHECK(stage.client.seen(number).empty());
  stage.puppet.reply(heard);
  stage.checkStatuses(number, {0});
}

// However large the engine's own requests are.
TEST(aReplyThatIsLongerThanItsRequestIsReadWhole) {
  for (const int family : {4, 6}) {
    Stage stage;
    for (const size_t size : {100, 3000, 9000, 60'000}) {
      const auto [number, heard] = stage.send(to(family));
      Bytes payload = heard.payload;
      payload.resize(size);
      stage.puppet.reply(heard, payload, heard.to);
      stage.checkStatuses(number, {0});
      const Seen& seen = stage.client.seen(number).at(0);
      CHECK_EQ(seen.record.dataSize, size);
      CHECK((seen.record.bits & rxicmp::kAltered) != 0);
      CHECK_EQ(seen.record.bits & rxicmp::kTruncated, 0);
    }
  }
}

const Bytes kLabel{0x12, 0x34, 0x51, 1};

Bytes withLabel() { return packets::withChecksum(packets::join({{0x20, 0, 0, 0, 0, 8, 1, 1}, kLabel})); }

// RFC 4884: 128 bytes of the packet, then an extension, here the labels of an MPLS router.
TEST(aRefusalWithAnExtension) {
  for (const int family : {4, 6}) {
    Stage stage;
    // The longest headers that fit: then so much less of the payload is quoted.
    const size_t least = 128 - (family == 4 ? 60 : 48);
    const auto [short_, heardShort] = stage.send(carrying(family, pattern(1000)));
    stage.puppet.refuse(heardShort, timeExceeded(family), 0, stranger(family), least, Bytes(64, 0x20));
    stage.checkStatuses(short_, {kExpired});
    const auto [number, heard] = stage.send(carrying(family, pattern(1000)));
    const size_t quoted = 128 - (family == 4 ? 20 : 40);  // with the header of the request
    stage.puppet.refuse(heard, timeExceeded(family), 0, stranger(family), quoted, withLabel());
    stage.checkStatuses(number, {kExpired});
    CHECK(stage.client.seen(number).at(0).labels == kLabel);
    // Only the error says where this one begins.
    const auto [further, heardFurther] = stage.send(carrying(family, pattern(1000)));
    stage.puppet.refuse(heardFurther, timeExceeded(family), 0, stranger(family), quoted + 32, withLabel(),
                        family == 4 ? 160 / 4 << 16 : 160 / 8 << 24);
    stage.checkStatuses(further, {kExpired});
    CHECK(stage.client.seen(further).at(0).labels == kLabel);
    // This one has to wait in memory of its own.
    Ping few = to(family, 300);
    few.payloadSize = 4;
    const auto [held, heardFew] = stage.send(few);
    const Bytes padding(quoted - 8 - 4);
    stage.puppet.refuse(heardFew, unreachable(family), noHost(family), stranger(family), 1000,
                        packets::join({padding, withLabel()}));
    stage.checkStatuses(held, {kNoHost});
    CHECK((stage.client.seen(held).at(0).record.bits & rxicmp::kUnproven) != 0);
    CHECK(stage.client.seen(held).at(0).labels == kLabel);
  }
}

TEST(aRefusalHasRoomInAnyReplyBuffer) {
  Stage stage;
  Ping ping = to(4);
  ping.replySize = 40 + 32;
  const auto [number, heard] = stage.send(ping);
  stage.puppet.refuse(heard, 11, 0, stranger(4), 1000, Bytes(100));
  stage.checkStatuses(number, {kExpired});
}

TEST(aRedirectIsNoRefusal) {
  Stage stage;
  const auto [number, heard] = stage.send(to(4));
  for (uint8_t code = 0; code < 4; code++) stage.puppet.refuse(heard, 5, code, stranger(4));
  stage.client.wait(20);
  CHECK(stage.client.seen(number).empty());
  stage.puppet.reply(heard);
  stage.checkStatuses(number, {0});
}

TEST(anotherRequestsRefusalDoesNotFailASend) {
  for (const int family : {4, 6}) {
    Stage stage;
    for (int round = 0; round < 20; round++) {
      // On a ping socket the next call, whichever it is, returns the errno of a refusal.
      std::vector<std::pair<size_t, Heard>> refused;
      for (int i = 0; i < 5; i++) refused.push_back(stage.send(to(family)));
      for (const auto& [number, heard] : refused) {
        stage.puppet.refuse(heard, unreachable(family), noHost(family), stranger(family));
      }
      const auto [number, heard] = stage.send(to(family));
      stage.puppet.reply(heard);
      stage.checkStatuses(number, {0});
      for (const auto& [number, heard] : refused) stage.checkStatuses(number, {kNoHost});
    }
    CHECK_EQ(stage.client.backend().counters().foreign, 0.0);
  }
}

TEST(aRefusalAfterTheAnswerIsNobodys) {
  Stage stage;
  const auto [number, heard] = stage.send(to(4, 1000, 1));
  stage.puppet.reply(heard);
  stage.puppet.refuse(heard, 3, 1, stranger(4));
  stage.checkStatuses(number, {0, kEnd});
}

TEST(aLateAnswerIsNotTheNextOnesOfItsNumber) {
  Stage stage;
  const auto [old, oldHeard] = stage.send(to(4, 10));
  stage.checkStatuses(old, {kTimedOut});
  // Uses up the sequence numbers that were never used.
  CHECK(loopback::answerEcho(true));
  std::vector<size_t> between;
  while (between.size() < 65'535) {
    while (between.size() < 65'535 && stage.client.outstanding() < 200) between.push_back(stage.client.send(to(4)));
    CHECK(stage.client.waitFor([&] { return stage.client.outstanding() < 100; }));
  }
  stage.client.waitForAll();
  for (const size_t number : between) CHECK(stage.client.seen(number).at(0).status == 0);
  CHECK(loopback::answerEcho(false));
  Heard heard;
  while (stage.puppet.hear(4, heard, 0)) {
  }

  const double foreign = stage.foreign();
  const auto [next, nextHeard] = stage.send(to(4));
  CHECK_EQ(nextHeard.sequence, oldHeard.sequence);
  CHECK(nextHeard.payload != oldHeard.payload);
  stage.puppet.reply(oldHeard);
  stage.puppet.refuse(oldHeard, 3, 1, stranger(4));
  stage.checkForeign(foreign + 2);
  CHECK(stage.client.seen(next).empty());
  stage.puppet.reply(nextHeard);
  stage.checkStatuses(next, {0});
}

TEST(everyResponderCounts) {
  // To everybody on the link, which here is the loopback; its index is 1.
  for (const bool callers : {false, true}) {
    const Bytes everybody = callers ? Bytes{255, 255, 255, 255} : Bytes{224, 0, 0, 1};
    Stage stage;
    Ping ping = callers ? carrying(4, pattern(20)) : to(4);
    ping.destination = everybody;
    ping.interfaceIndex = 1;
    ping.timeout = 1000;
    ping.lateWindow = 2000;
    const auto [number, heard] = stage.send(ping);
    stage.puppet.reply(heard, heard.payload, host(4));
    stage.puppet.reply(heard, heard.payload, stranger(4));
    stage.puppet.reply(heard, heard.payload, host(4));
    stage.puppet.reply(heard, changed(heard.payload, 1), host(4));
    stage.client.wait(1100);
    stage.puppet.reply(heard, heard.payload, loopback::v4(3, 3, 3));
    stage.checkStatuses(number, {0, 0, 0, 0, kEnd});
    const std::vector<Seen>& seen = stage.client.seen(number);
    using rxicmp::Phase;
    const std::vector<Phase> phases{Phase::outcome, Phase::outcome, Phase::duplicate, Phase::late, Phase::end};
    for (size_t i = 0; i < std::min(seen.size(), phases.size()); i++) {
      CHECK(seen[i].record.phase == phases[i]);
      CHECK_EQ(seen[i].final(), i == 4);
    }
    stage.checkForeign(1.0);

    ping.timeout = 100;
    ping.lateWindow = 0;
    const auto [unheard, unheardOf] = stage.send(ping);
    CHECK(unheardOf.to == everybody);
    stage.checkStatuses(unheard, {kTimedOut});
  }
}

TEST(aFloodOfForeignPacketsHoldsUpNobody) {
  for (const int family : {4, 6}) {
    Stage stage;
    const auto [number, heard] = stage.send(to(family, 500));
    Heard forged = heard;
    std::vector<size_t> beats;
    for (int i = 0; i < 20'000; i++) {
      forged.sequence = static_cast<uint16_t>(i);
      stage.puppet.reply(forged, changed(heard.payload, 3), heard.to);
      if (i % 1000 == 0) beats.push_back(stage.client.send(to(family, 50)));
    }
    const double flooded = stage.client.backend().now();
    stage.checkStatuses(number, {kTimedOut});
    for (const size_t beat : beats) stage.checkStatuses(beat, {kTimedOut});
    CHECK(stage.client.backend().now() - flooded < 5000);
  }
}

int main() { return loopback::runTests(); }
