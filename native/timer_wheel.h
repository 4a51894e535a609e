// A hierarchical timing wheel: six levels of 64 slots, one tick a millisecond, O(1) arm and disarm.
// Timers live inside the objects that they belong to and are named by an index, so that nothing is allocated.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>

namespace rxicmp {

struct Timer {
  static constexpr uint32_t kNone = 0xffffffff;
  uint64_t deadline : 48 = 0;  // tick; 48 bits of milliseconds are 8,900 years
  int64_t position : 16 = -1;  // level * 64 + slot, -1 when not armed
  uint32_t previous = kNone;
  uint32_t next = kNone;

  bool armed() const { return position >= 0; }
};

// TimerOf: uint32_t -> Timer&
template <typename TimerOf>
class TimerWheel {
 public:
  static constexpr uint64_t kNever = UINT64_MAX;

  TimerWheel(TimerOf timerOf, uint64_t now) : timerOf_(timerOf), now_(now) {
    std::fill(std::begin(heads_), std::end(heads_), Timer::kNone);
  }

  void arm(uint32_t index, uint64_t deadline) {
    disarm(index);
    Timer& timer = timerOf_(index);
    timer.deadline = std::min(std::max(deadline, now_), kLatest);
    link(index, timer);
  }

  void disarm(uint32_t index) {
    Timer& timer = timerOf_(index);
    if (!timer.armed()) return;
    if (timer.previous == Timer::kNone) {
      heads_[timer.position] = timer.next;
      if (timer.next == Timer::kNone) occupied_[timer.position / kSlots] &= ~(uint64_t{1} << timer.position % kSlots);
    } else {
      timerOf_(timer.previous).next = timer.next;
    }
    if (timer.next != Timer::kNone) timerOf_(timer.next).previous = timer.previous;
    timer.position = -1;
    timer.previous = timer.next = Timer::kNone;
  }

  // Calls `expire(index)` for each timer that is due, earliest tick first. It may arm and disarm.
  template <typename Expire>
  void advance(uint64_t now, Expire expire) {
    for (;;) {
      const Slot slot = earliest();
      if (slot.tick > now) break;
      now_ = std::max(now_, slot.tick);
      // One at a time: `expire` may disarm its neighbours.
      for (uint32_t index; (index = heads_[slot.position]) != Timer::kNone;) {
        Timer& timer = timerOf_(index);
        disarm(index);
        if (timer.deadline > now_) link(index, timer);
        else expire(index);
      }
    }
    now_ = std::max(now_, now);
  }

  // The tick to wake at. Exact when there are few timers; else the start of their slot, which is never too late.
  uint64_t nextDeadline() const {
    const Slot slot = earliest();
    if (slot.position < kSlots) return slot.tick;
    uint64_t exact = kNever;
    int walked = 0;
    for (uint32_t index = heads_[slot.position]; index != Timer::kNone; index = timerOf_(index).next) {
      if (++walked > kWalk) return slot.tick;
      exact = std::min<uint64_t>(exact, timerOf_(index).deadline);
    }
    const uint64_t end = slot.tick + (uint64_t{1} << slot.position / kSlots * kBits);
    return exact < end ? exact : slot.tick;
  }

 private:
  static constexpr int kLevels = 6;
  static constexpr int kBits = 6;
  static constexpr int kSlots = 1 << kBits;
  static constexpr int kWalk = 16;
  static constexpr uint64_t kLatest = (uint64_t{1} << 48) - 1;
  // Half of what the levels span, so that the top level never wraps onto its own current slot. A timer beyond it is
  // looked at again on the way.
  static constexpr uint64_t kHorizon = uint64_t{1} << (kBits * kLevels - 1);

  struct Slot {
    uint64_t tick;
    int position;
  };

  void link(uint32_t index, Timer& timer) {
    const uint64_t stop = std::min<uint64_t>(timer.deadline, now_ + kHorizon);
    const uint64_t differs = (now_ ^ stop) | (kSlots - 1);
    const int level = std::min((63 - std::countl_zero(differs)) / kBits, kLevels - 1);
    const int slot = static_cast<int>(stop >> level * kBits) & (kSlots - 1);
    timer.position = level * kSlots + slot;
    timer.previous = Timer::kNone;
    timer.next = heads_[timer.position];
    if (timer.next != Timer::kNone) timerOf_(timer.next).previous = index;
    heads_[timer.position] = index;
    occupied_[level] |= uint64_t{1} << slot;
  }

  Slot earliest() const {
    for (int level = 0; level < kLevels; level++) {
      if (occupied_[level] == 0) continue;
      const int current = static_cast<int>(now_ >> level * kBits) & (kSlots - 1);
      const int ahead = std::countr_zero(std::rotr(occupied_[level], current));
      const int slot = (current + ahead) & (kSlots - 1);
      const uint64_t start = (now_ >> level * kBits) + ahead;
      return {start << level * kBits, level * kSlots + slot};
    }
    return {kNever, 0};
  }

  TimerOf timerOf_;
  uint64_t now_;
  uint64_t occupied_[kLevels] = {};
  uint32_t heads_[kLevels * kSlots];
};

}  // namespace rxicmp
