// A socket and its 65,536 sequence numbers: which request each of them stands for, and which may be given out.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "egress.h"
#include "icmp_socket.h"
#include "permutation.h"
#include "system.h"

namespace rxicmp {

class Lane {
 public:
  static constexpr uint32_t kNobody = 0xffffffff;

  Lane(std::unique_ptr<IcmpSocket> socket, uint8_t family, bool dontFragment, const Address& source,
       const Address& egress = {})
      : socket(std::move(socket)), family(family), dontFragment(dontFragment), source(source), egress(egress),
        permutation_({randomBits(), randomBits()}),
        owners_(kSequences, kNobody) {}

  // False when every sequence number is taken or resting.
  bool acquire(uint32_t owner, int64_t now, uint16_t& sequence) {
    while (!resting_.empty() && resting_.front().until <= now) {
      free_.push_back(resting_.front().sequence);
      resting_.pop_front();
    }
    if (fresh_ < kSequences) {
      sequence = permutation_(static_cast<uint16_t>(fresh_++));
    } else if (!free_.empty()) {
      sequence = free_.front();
      free_.pop_front();
    } else {
      return false;
    }
    owners_[sequence] = owner;
    inUse_++;
    return true;
  }

  // With a cookie, or where nothing was sent. The number that was freed first is used first.
  void release(uint16_t sequence) {
    owners_[sequence] = kNobody;
    inUse_--;
    free_.push_back(sequence);
  }

  // Without a cookie, a late reply could be taken for the answer to the next request with the same number, so the
  // number rests first.
  void rest(uint16_t sequence, int64_t now) {
    owners_[sequence] = kNobody;
    inUse_--;
    resting_.push_back({sequence, now + kRest});
  }

  // The socket's send buffer is full. A busy link empties it at once, but packets for neighbours that do not answer
  // stay in it for seconds: then another socket is used. True when this one is to be avoided for a while.
  bool refused(int64_t now) {
    if (fullSince_ == 0) fullSince_ = now;
    if (now - fullSince_ < kPatience) return false;
    avoidedUntil_ = now + kAvoidance;
    return true;
  }

  void accepted() { fullSince_ = 0; }
  bool avoided(int64_t now) const { return now < avoidedUntil_; }

  uint32_t owner(uint16_t sequence) const { return owners_[sequence]; }
  bool busy() const { return inUse_ > 0; }

  const std::unique_ptr<IcmpSocket> socket;
  const uint8_t family;
  const bool dontFragment;
  const Address source;  // the one that the socket is bound to, family 0 for none
  const Address egress;  // the key of the only Egress that may use it, family 0 for any

  // Something may have come that was not read yet.
  bool toRead = true;

  // A poll has told of an error of the socket.
  bool hasErrors = false;

  // Until when it may wait for more, monotonic ns; 0 when nothing waits.
  int64_t readBy = 0;

  // Everything that had arrived by then has been read, monotonic ns.
  int64_t readUpTo = 0;

  // Requests whose time-out or late window is over, earliest first. Their answers may have come without being read yet.
  struct Overdue {
    Turn turn;
    int64_t deadline;
    int64_t noticed;  // monotonic ns
  };
  std::deque<Overdue> overdue;

 private:
  static constexpr uint32_t kSequences = 65536;
  static constexpr int64_t kRest = 10'000'000'000;  // ns
  static constexpr int64_t kPatience = 20'000'000;
  static constexpr int64_t kAvoidance = 100'000'000;

  struct Resting {
    uint16_t sequence;
    int64_t until;
  };

  const Permutation permutation_;
  std::vector<uint32_t> owners_;
  uint32_t fresh_ = 0;  // the numbers from this place of the permutation on were never used
  std::deque<uint16_t> free_;
  std::deque<Resting> resting_;  // all rest equally long, so the first one ends first
  uint32_t inUse_ = 0;
  int64_t fullSince_ = 0;
  int64_t avoidedUntil_ = 0;
};

}  // namespace rxicmp
