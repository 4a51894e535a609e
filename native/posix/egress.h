// The ways out of this machine, and the requests that wait because one of them has no room.
#pragma once

#include <errno.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "../turn.h"
#include "address.h"

namespace rxicmp {

struct SendOptions;

// Packets that leave by one interface share its queue. When that queue is full, only these packets wait: in this line,
// in their order.
class Egress {
 public:
  explicit Egress(const Address& key) : key(key) {}

  // What tells it from the others: see Egresses.
  const Address key;

  bool empty() const { return beats_.empty() && others_.empty(); }

  // Whether a request has to stand in line. A request with a time of its own (a beat) goes before all others. It is
  // tried at once if only another destination may have no room.
  bool holds(bool isBeat) const { return isBeat ? isFull_ || !beats_.empty() : tryAt_ != 0 || !empty(); }

  // `patience`: ns that it waits while nothing leaves.
  void wait(Turn turn, bool isBeat, int64_t now, int64_t patience) {
    (isBeat ? beats_ : others_).push_back({turn, now, patience});
    giveUpAt_ = std::min(giveUpAt_, std::max(now + patience, mayLookAt_));
  }

  bool mayTry(int64_t now) const { return !empty() && now >= tryAt_; }
  Turn front() const { return (beats_.empty() ? others_ : beats_).front().turn; }
  void pop() { (beats_.empty() ? others_ : beats_).pop_front(); }

  void onSent(int64_t now) {
    movedAt_ = now;
    pause_ = tryAt_ = 0;
    isFull_ = false;
  }

  // The system had no room. `isFull`: for no destination, because the socket's own buffer is full.
  void onNoRoom(int64_t now, int error, bool isFull) {
    error_ = error;
    isFull_ = isFull;
    pause_ = std::clamp(pause_ * 2, kShortestPause, kLongestPause);
    tryAt_ = now + pause_;
  }

  // All sequence numbers are taken, and there is no further socket. Numbers become free as requests end, so this way out is
  // not stuck.
  void onNumbersTaken(int64_t now) {
    onNoRoom(now, EAGAIN, true);
    movedAt_ = now;
  }

  int64_t movedAt() const { return movedAt_; }

  // The next time at which something has to be done here.
  int64_t next() const { return empty() ? INT64_MAX : std::min(tryAt_, giveUpAt_); }

  // Calls `refuse(turn, errno)` for whoever has waited too long while nothing left.
  template <typename Refuse>
  void giveUp(int64_t now, Refuse refuse) {
    if (empty() || now < giveUpAt_) return;
    // A look takes time in proportion to the length of the line, so there is not one look for each request.
    mayLookAt_ = now + kBetweenLooks;
    giveUpAt_ = INT64_MAX;
    for (std::deque<Waiting>* line : {&beats_, &others_}) {
      std::erase_if(*line, [&](const Waiting& waiting) {
        const int64_t until = std::max(waiting.since, movedAt_) + waiting.patience;
        if (until <= now) {
          refuse(waiting.turn, error_);
          return true;
        }
        giveUpAt_ = std::min(giveUpAt_, std::max(until, mayLookAt_));
        return false;
      });
    }
  }

 private:
  static constexpr int64_t kShortestPause = 1'000'000, kLongestPause = 16'000'000;
  static constexpr int64_t kBetweenLooks = 16'000'000;

  struct Waiting {
    Turn turn;
    int64_t since;
    int64_t patience;
  };

  std::deque<Waiting> beats_, others_;
  int64_t movedAt_ = 0;  // the last send that succeeded, monotonic ns as all times here
  int64_t tryAt_ = 0;    // 0: there is room, as far as is known
  int64_t pause_ = 0;
  int64_t giveUpAt_ = INT64_MAX;
  int64_t mayLookAt_ = 0;
  int error_ = 0;
  bool isFull_ = false;
};

// Sorting requests by their way out costs a look-up of the route for each destination, so that is done only for a while
// after the system had no room for one. Two interfaces are told apart by the address that the system would send from.
class Egresses {
 public:
  Egresses() = default;
  ~Egresses() { forget(); }
  Egresses(const Egresses&) = delete;

  bool sorting(int64_t now) const { return now < sortUntil_; }
  void sortFrom(int64_t now) { sortUntil_ = now + kSorting; }

  Egress& of(const Address& destination, const SendOptions& options, int64_t now);

  // The next time at which something has to be done for requests that wait.
  int64_t next() const;

  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }

  // Forgets all ways out once nothing waits and there has been room for a while.
  void tidy(int64_t now);

 private:
  static constexpr int64_t kSorting = 5'000'000'000, kFresh = 1'000'000'000;  // ns
  static constexpr size_t kRemembered = 1024;

  struct Route {
    Address destination;
    int64_t knownAt = 0;
    Egress* egress = nullptr;
  };

  Address keyOf(const Address& destination, const SendOptions& options);
  Address sourceTowards(const Address& destination);
  Egress& withKey(const Address& key);
  void forget();

  std::vector<std::unique_ptr<Egress>> all_;
  std::vector<Route> routes_;
  int sockets_[2] = {-1, -1};
  int64_t sortUntil_ = 0;
};

}  // namespace rxicmp
