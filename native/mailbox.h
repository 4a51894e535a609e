// Completion records on their way from the engine's thread to JavaScript.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "reply_layout.h"

namespace rxicmp {

class Mailbox {
 public:
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Appends the records and empties `records`. Wakes the reader once for each time that the box was found empty.
  void put(std::vector<uint8_t>& records) {
    if (records.empty()) return;
    bool wake;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (read_ == box_.size()) {
        box_.clear();
        read_ = 0;
        box_.swap(records);
      } else {
        // Frees what was taken: a reader that never catches up must not let the box grow for ever.
        if (read_ >= box_.size() / 2) {
          box_.erase(box_.begin(), box_.begin() + static_cast<ptrdiff_t>(read_));
          read_ = 0;
        }
        box_.insert(box_.end(), records.begin(), records.end());
      }
      wake = !awake_;
      awake_ = true;
    }
    records.clear();
    release(records);
    if (wake) wake_();
  }

  size_t take(uint8_t* into, size_t capacity) {
    std::lock_guard<std::mutex> lock(mutex_);
    size_t end = read_;
    while (end < box_.size()) {
      uint32_t size;
      std::memcpy(&size, box_.data() + end, sizeof size);
      if (end + size - read_ > capacity) break;
      end += size;
    }
    const size_t taken = end - read_;
    if (taken > 0) std::memcpy(into, box_.data() + read_, taken);
    read_ = end;
    // The reader goes to sleep only after it has found nothing; until then it needs no wake-up.
    if (taken == 0) awake_ = false;
    if (taken == 0 && read_ == box_.size()) {
      box_.clear();
      read_ = 0;
      release(box_);
    }
    return taken;
  }

  size_t backlog() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return box_.size() - read_;
  }

 private:
  static constexpr size_t kKeep = 64 << 10;

  // While JavaScript stood still the vector may have become large: gives the memory back.
  static void release(std::vector<uint8_t>& empty) {
    if (empty.capacity() > kKeep) std::vector<uint8_t>().swap(empty);
  }

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::vector<uint8_t> box_;
  size_t read_ = 0;
  bool awake_ = false;
};

}  // namespace rxicmp
