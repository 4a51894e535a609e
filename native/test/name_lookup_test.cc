// Look-ups with a resolver of the test's own, which answers when it is told to.
#include "../name_lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "check.h"

namespace {

using rxicmp::NameInbox;
using rxicmp::NameNews;
using namespace std::chrono_literals;

struct Resolver {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, int> calls;  // of each name
  int underWay = 0;
  bool isSilent = false;

  // Names that begin so wait while the resolver is silent.
  static bool isSlow(const std::string& name) { return name.rfind("slow", 0) == 0; }

  void enter(const std::string& name) {
    std::unique_lock<std::mutex> lock(mutex);
    calls[name]++;
    underWay++;
    changed.notify_all();
    if (isSlow(name)) changed.wait(lock, [this] { return !isSilent; });
    underWay--;
    changed.notify_all();
  }

  void silence(bool on) {
    std::lock_guard<std::mutex> lock(mutex);
    isSilent = on;
    changed.notify_all();
  }

  bool waitFor(int count) {
    std::unique_lock<std::mutex> lock(mutex);
    return changed.wait_for(lock, 20s, [&] { return underWay == count; });
  }

  int callsOf(const std::string& name) {
    std::lock_guard<std::mutex> lock(mutex);
    return calls[name];
  }
};

// Threads may still be in it when the program ends.
Resolver& resolver() {
  static auto* const all = new Resolver();
  return *all;
}

struct Found {
  addrinfo info{};
  sockaddr_in6 address{};
};

addrinfo* entry(int family, const char* text, uint32_t scope, addrinfo* next) {
  auto* const found = new Found();
  found->info.ai_family = family;
  found->info.ai_addr = reinterpret_cast<sockaddr*>(&found->address);
  found->info.ai_next = next;
  if (family == AF_INET) {
    inet_pton(AF_INET, text, &reinterpret_cast<sockaddr_in*>(&found->address)->sin_addr);
  } else {
    inet_pton(AF_INET6, text, &found->address.sin6_addr);
    found->address.sin6_scope_id = scope;
  }
  return &found->info;
}

}  // namespace

// Instead of the system's.
extern "C" int getaddrinfo(const char* name, const char*, const addrinfo* hints, addrinfo** found) {
  const std::string asked = name;
  resolver().enter(asked);
  if (asked == "nobody") return EAI_NONAME;
  if (asked == "later") return EAI_AGAIN;
  if (asked == "full") {
    errno = EMFILE;
    return EAI_SYSTEM;
  }
  addrinfo* list = nullptr;
  if (hints->ai_family != AF_INET) list = entry(AF_INET6, "fe80::1", 7, entry(AF_INET6, "2001:db8::1", 7, list));
  if (hints->ai_family != AF_INET6) list = entry(AF_INET, "192.0.2.1", 0, list);
  *found = list;
  return 0;
}

extern "C" void freeaddrinfo(addrinfo* list) noexcept {
  while (list != nullptr) {
    auto* const next = list->ai_next;
    delete reinterpret_cast<Found*>(list);
    list = next;
  }
}

namespace {

// A caller that waits for its results.
class Client {
 public:
  Client() : inbox_(std::make_shared<NameInbox>([signal = signal_] {
    std::lock_guard<std::mutex> lock(signal->mutex);
    signal->wakes++;
    signal->changed.notify_all();
  })) {}

  ~Client() { inbox_->close(); }

  bool ask(uint32_t id, const std::string& name, int family = 0) {
    return rxicmp::lookUpName(name, family, inbox_, id);
  }
  void abandon(uint32_t id, const std::string& name, int family = 0) {
    rxicmp::abandonName(name, family, inbox_, id);
  }
  void close() { inbox_->close(); }

  // So many results of look-ups, by their ids; fewer when the rest does not come within `time`.
  std::map<uint32_t, NameNews> take(size_t count, std::chrono::milliseconds time = 20s) {
    std::map<uint32_t, NameNews> news;
    const auto until = std::chrono::steady_clock::now() + time;
    for (;;) {
      for (NameNews& each : inbox_->take()) news.insert_or_assign(each.id, each);
      std::unique_lock<std::mutex> lock(signal_->mutex);
      if (news.size() >= count) return news;
      const bool isWoken = signal_->changed.wait_until(lock, until, [this] { return signal_->wakes > 0; });
      signal_->wakes = 0;
      if (!isWoken) return news;
    }
  }

 private:
  struct Signal {
    std::mutex mutex;
    std::condition_variable changed;
    int wakes = 0;
  };
  std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
  std::shared_ptr<NameInbox> inbox_;
};

// What was abandoned goes on for a moment after its answer.
bool settles(size_t underWay, size_t waiting) {
  for (int i = 0; i < 2000; i++) {
    const auto counts = rxicmp::lookupCounts();
    if (counts.underWay == underWay && counts.waiting == waiting) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

size_t threadsOfThis() {
  size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/task")) count += each.exists();
  return count;
}

std::string slow(int n) { return "slow" + std::to_string(n); }

TEST(addressesComeInTheSystemsOrderAndTheZoneWithLinkLocalOnes) {
  Client client;
  CHECK(client.ask(1, "both"));
  CHECK(client.ask(2, "both", 4));
  CHECK(client.ask(3, "both", 6));
  auto news = client.take(3);
  CHECK_EQ(news.size(), 3u);
  const auto& both = news[1].answer->addresses;
  CHECK_EQ(both.size(), 3u);
  CHECK_EQ(both[0].text, "192.0.2.1");
  CHECK_EQ(both[0].scope, 0u);
  CHECK_EQ(both[1].text, "fe80::1");
  CHECK_EQ(both[1].scope, 7u);
  CHECK_EQ(both[2].text, "2001:db8::1");
  CHECK_EQ(both[2].scope, 0u);
  CHECK_EQ(news[2].answer->addresses.size(), 1u);
  CHECK_EQ(news[3].answer->addresses.size(), 2u);
}

TEST(failuresHaveTheirReason) {
  Client client;
  client.ask(1, "nobody");
  client.ask(2, "later");
  client.ask(3, "full");
  auto news = client.take(3);
  CHECK_EQ(std::string(news[1].answer->code), "ENOTFOUND");
  CHECK_EQ(std::string(news[2].answer->code), "EAI_AGAIN");
  CHECK(news[3].answer->code == nullptr);
  CHECK_EQ(news[3].answer->error, EMFILE);
  for (const auto& [id, each] : news) CHECK(each.answer->addresses.empty());
}

TEST(whoAsksForTheSameGetsTheSameAnswer) {
  resolver().silence(true);
  Client client, other;
  CHECK(client.ask(1, "slow same"));
  CHECK(client.ask(2, "slow same"));
  CHECK(other.ask(1, "slow same"));
  CHECK(client.ask(3, "slow same", 4));
  CHECK(resolver().waitFor(2));
  resolver().silence(false);
  auto news = client.take(3);
  CHECK(news[1].answer == news[2].answer);
  CHECK(news[1].answer == other.take(1)[1].answer);
  CHECK_EQ(resolver().callsOf("slow same"), 2);
  CHECK(settles(0, 0));
}

TEST(namesThatNobodyAnswersDelayNone) {
  resolver().silence(true);
  Client client;
  for (int n = 0; n < 900; n++) CHECK(client.ask(n, slow(n)));
  const auto start = std::chrono::steady_clock::now();
  for (int n = 1000; n < 1100; n++) CHECK(client.ask(n, "quick" + std::to_string(n)));
  CHECK_EQ(client.take(100).size(), 100u);
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  CHECK(took < 5);
  CHECK(resolver().waitFor(900));
  resolver().silence(false);
  CHECK_EQ(client.take(900).size(), 900u);
}

TEST(whatGoesBeyondTheMostWaitsAndIsToldItsTurn) {
  CHECK(settles(0, 0));
  resolver().silence(true);
  Client client;
  const int most = rxicmp::kMostLookups;
  for (int n = 0; n < most; n++) CHECK(client.ask(n, slow(n)));
  for (int n = most; n < most + 3; n++) CHECK(!client.ask(n, slow(n)));
  // A caller that joins a waiting look-up waits too.
  CHECK(!client.ask(most + 3, slow(most)));
  CHECK(settles(most, 3));
  CHECK(resolver().waitFor(most));
  client.abandon(most + 1, slow(most + 1));
  CHECK(settles(most, 2));
  CHECK(client.take(1, 50ms).empty());
  resolver().silence(false);
  std::map<uint32_t, int> answered;
  for (int left = most + 5; left > 0;) {
    const auto news = client.take(1, 5s);
    CHECK(!news.empty());
    if (news.empty()) break;
    for (const auto& [id, each] : news) answered[id] += each.answer != nullptr;
    left = most + 3 - static_cast<int>(answered.size());
  }
  CHECK_EQ(answered.size(), static_cast<size_t>(most + 3));
  CHECK(answered.find(most + 1) == answered.end());
  CHECK_EQ(resolver().callsOf(slow(most + 1)), 0);
  CHECK(settles(0, 0));
}

TEST(turnsAreToldBeforeAnswers) {
  resolver().silence(true);
  const int most = rxicmp::kMostLookups;
  Client crowd, client;
  for (int n = 0; n < most; n++) crowd.ask(n, slow(n));
  CHECK(!client.ask(1, "slow turn"));
  CHECK(resolver().waitFor(most));
  // One thread is free, and the answer to what it takes does not come yet.
  std::atomic<bool> isTold = false;
  auto inbox = std::make_shared<NameInbox>([&] { isTold = true; });
  CHECK(!rxicmp::lookUpName("quick turn", 0, inbox, 9));
  resolver().silence(false);
  CHECK(settles(0, 0));
  CHECK(isTold);
  const auto news = inbox->take();
  CHECK_EQ(news.size(), 2u);
  CHECK(news[0].answer == nullptr);
  CHECK(news[1].answer != nullptr);
  inbox->close();
}

TEST(whatIsAbandonedGoesOnUnseenAndIsJoinedByWhoAsksAgain) {
  resolver().silence(true);
  Client client;
  client.ask(1, "slow left");
  CHECK(resolver().waitFor(1));
  client.abandon(1, "slow left");
  CHECK(settles(1, 0));
  CHECK(client.ask(2, "slow left"));
  client.ask(3, "slow right");
  client.abandon(3, "slow right");
  // It was abandoned already, or never asked for.
  client.abandon(3, "slow right");
  client.abandon(77, "unknown");
  resolver().silence(false);
  const auto news = client.take(2, 300ms);
  CHECK_EQ(news.size(), 1u);
  CHECK(news.begin()->first == 2);
  CHECK_EQ(resolver().callsOf("slow left"), 1);
}

TEST(aClosedInboxWakesNobody) {
  CHECK(settles(0, 0));
  resolver().silence(true);
  std::atomic<int> wakes = 0;
  auto inbox = std::make_shared<NameInbox>([&] { wakes++; });
  std::weak_ptr<NameInbox> watched = inbox;
  for (uint32_t n = 0; n < 50; n++) rxicmp::lookUpName(slow(static_cast<int>(n)), 0, inbox, n);
  CHECK(resolver().waitFor(50));
  inbox->close();
  inbox.reset();
  CHECK(!watched.expired());
  resolver().silence(false);
  CHECK(settles(0, 0));
  CHECK_EQ(wakes.load(), 0);
  // The look-ups under way were the last that held it.
  for (int i = 0; i < 1000 && !watched.expired(); i++) std::this_thread::sleep_for(5ms);
  CHECK(watched.expired());
}

TEST(manyAskAbandonAndLeaveAtOnce) {
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; seed++) {
    threads.emplace_back([seed] {
      std::mt19937 random(seed);
      for (int round = 0; round < 30; round++) {
        Client client;
        std::map<uint32_t, std::string> asked;
        for (uint32_t id = 0; id < 40; id++) {
          asked[id] = "any" + std::to_string(random() % 20);
          client.ask(id, asked[id], random() % 2 ? 4 : 0);
        }
        for (uint32_t id = 0; id < 40; id += 1 + random() % 3) {
          client.abandon(id, asked[id], 0);
          client.abandon(id, asked[id], 4);
          asked.erase(id);
        }
        if (random() % 4 == 0) continue;
        // Some of the abandoned ones were answered before.
        while (!asked.empty()) {
          const auto news = client.take(1);
          CHECK(!news.empty());
          if (news.empty()) break;
          for (const auto& [id, each] : news) asked.erase(id);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(settles(0, 0));
}

TEST(idleThreadsGo) {
  Client client;
  client.ask(1, "both");
  CHECK_EQ(client.take(1).size(), 1u);
  CHECK(threadsOfThis() > 1);
  for (int i = 0; i < 300 && threadsOfThis() > 2; i++) std::this_thread::sleep_for(100ms);
  // A sanitizer may have one of its own.
  CHECK(threadsOfThis() <= 2);
  client.ask(1, "both");
  CHECK_EQ(client.take(1).size(), 1u);
}

}  // namespace

CHECK_MAIN()
