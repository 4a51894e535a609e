// The whole engine through backend.h: very many requests, several engines and threads, and its end in every state.
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
#include "requests.h"

using namespace client;
using namespace requests;
using loopback::Heard;
using loopback::Puppet;
using loopback::Silence;
using packets::pattern;

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
