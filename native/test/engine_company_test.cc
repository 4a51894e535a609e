// Completions and answers that wait for company, and what must not change by that.
#include "check.h"
#include "client.h"
#include "loopback.h"
#include "requests.h"

using namespace client;
using requests::host;

namespace {

constexpr size_t kBeats = 200;

Ping pingTo(const Bytes& destination, double deliverWithin, double timeout = 60'000) {
  Ping ping;
  ping.destination = destination;
  ping.deliverWithin = deliverWithin;
  ping.timeout = timeout;
  return ping;
}

// Nobody answers: as long as it is under way, others may come.
size_t sendSilent(Client& client) {
  CHECK(loopback::answerEcho(false));
  const double sent = client.backend().counters().sent;
  const size_t silent = client.send(pingTo(host(4), 1000));
  CHECK(client.waitFor([&] { return client.backend().counters().sent > sent; }));
  CHECK(loopback::answerEcho(true));
  return silent;
}

// The kernel stamps packets on arrival only a moment after it was asked to.
void awaitStamps(Client& client, int family) {
  bool kernel = false;
  for (int i = 0; i < 1000 && !kernel; i++) {
    kernel = client.ping(pingTo(host(family), 0)).at(0).stamped();
  }
  CHECK(kernel);
}

}  // namespace

TEST(beatsThatMayWaitWakeTheReaderOnceForMany) {
  for (const int family : {4, 6}) {
    Client client;
    awaitStamps(client, family);
    const size_t before = client.wakeUps();
    const double start = client.backend().now() + 5;
    std::vector<size_t> numbers;
    for (size_t i = 0; i < kBeats; i++) {
      Ping ping = pingTo(host(family), 100);
      ping.notBefore = start + static_cast<double>(i);
      numbers.push_back(client.send(ping));
    }
    client.waitForAll();
    for (const size_t number : numbers) CHECK_EQ(client.seen(number).at(0).status, 0u);
    CHECK(client.wakeUps() - before <= kBeats / 10);
  }
}

TEST(whatMayNotWaitTakesTheOthersAlong) {
  for (const int family : {4, 6}) {
    Client client;
    awaitStamps(client, family);
    const size_t silent = sendSilent(client);
    for (int i = 0; i < 20; i++) {
      const double sent = client.backend().counters().sent;
      const size_t patient = client.send(pingTo(host(family), 1000));
      CHECK(client.waitFor([&] { return client.backend().counters().sent > sent; }));
      const size_t hurried = client.send(pingTo(host(family), 0));
      CHECK(client.waitFor([&] { return !client.seen(hurried).empty(); }));
      CHECK_EQ(client.seen(patient).size(), size_t{1});
    }
    client.cancel(silent);
  }
}

TEST(anAnswerThatWaitsInTheSocketIsInTime) {
  for (const int family : {4, 6}) {
    Client client;
    awaitStamps(client, family);
    const size_t silent = sendSilent(client);
    for (const double timeout : {1.0, 5.0, 50.0, 600.0}) {
      const double start = client.backend().now();
      const size_t number = client.send(pingTo(host(family), 300, timeout));
      CHECK(client.waitFor([&] { return !client.seen(number).empty(); }));
      const double told = client.backend().now() - start;
      const Seen& seen = client.seen(number).at(0);
      // The kernel's stamp tells when it came, and not when it was read. Only a machine that stood still in between
      // makes a time-out of it.
      if (seen.status != 0) CHECK_EQ(seen.status, rxicmp::kRequestTimedOut);
      else CHECK(seen.record.roundTripTime <= timeout);
      if (timeout > 300 && seen.status == 0) CHECK(told >= 299 && seen.record.roundTripTime < told);
    }
    client.cancel(silent);
  }
}

TEST(anAnswerWithoutCompanyDoesNotWait) {
  Client client;
  awaitStamps(client, 4);
  // Each waits for the end of the one before: were they held back, this would take a quarter of an hour.
  for (int i = 0; i < 1000; i++) CHECK_EQ(client.ping(pingTo(host(4), 1000)).at(0).status, 0u);
}

TEST(whatIsCancelledWhileItWaitsIsNotTold) {
  Client client;
  awaitStamps(client, 4);
  const size_t silent = sendSilent(client);
  const size_t cancelled = client.send(pingTo(host(4), 200));
  client.wait(50);
  client.cancel(cancelled);
  const size_t told = client.seen(cancelled).size();
  // The engine sleeps again, though what it waited for is gone.
  client.wait(300);
  const double wakeUps = client.backend().counters().wakeUps;
  client.wait(300);
  CHECK_EQ(client.seen(cancelled).size(), told);
  CHECK(client.backend().counters().wakeUps - wakeUps <= 1);
  client.cancel(silent);
}

// The engine wakes for the first of them anyway, and then takes the others.
TEST(whatIsDueLaterDoesNotWakeTheEngine) {
  constexpr int kLater = 20;
  Client client;
  Ping ping = pingTo(host(4), 0);
  const double wakes = client.backend().now() + 1000;
  ping.notBefore = wakes;
  client.send(ping);
  client.wait(50);
  const double before = client.backend().counters().wakeUps;
  ping.notBefore = wakes + 100;
  for (int i = 0; i < kLater; i++) {
    client.send(ping);
    client.wait(5);
  }
  // Else the machine stood still for a second, and some of them had to wake it.
  const bool inTime = client.backend().now() < wakes;
  client.waitForAll();
  CHECK_EQ(client.backend().counters().sent, 1.0 + kLater);
  if (inTime) CHECK(client.backend().counters().wakeUps - before < kLater / 2);
}

int main() { return loopback::runTests(); }
