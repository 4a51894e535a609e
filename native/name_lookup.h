// Names to addresses, as the system resolves them: hosts file, DNS, mDNS, in its own order.
//
// The port, for what an operating system has to provide:
//
// - Nothing here blocks. What becomes of a look-up is put into the inbox of whoever asked for it.
// - One look-up of a name and family is under way in the process at a time. Who asks meanwhile gets its answer too.
// - At most kMostLookups are under way. A name beyond that waits for its turn, and its inbox is told when that comes:
//   an answer may take long, so a time-out that counted the wait would be over before the look-up began.
// - A look-up that everybody has abandoned is dropped where it still waits. What is under way is ended where the system
//   can do that. Where it cannot, the look-up goes on until the system has given up, and then touches nothing but memory
//   that it shares in; whoever asks for the name meanwhile joins it.
// - It keeps no process alive and needs no clean-up: the process may end, and an environment go, at any step.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace rxicmp {

constexpr size_t kMostLookups = 1024;

struct NameAddress {
  std::string text;
  uint32_t scope;  // index of the interface that a link-local address belongs to; 0 when it was not told
};

struct NameAnswer {
  const char* code = nullptr;  // as Node has it, such as "ENOTFOUND"; null for none
  int error = 0;               // the system's number of what has no such code; 0 for none
  std::vector<NameAddress> addresses;
};

struct NameNews {
  uint32_t id;
  // Null: the turn of a look-up that had to wait has come.
  std::shared_ptr<const NameAnswer> answer;
};

// Where one who asks finds what became of the look-ups. Shared: it outlives him while look-ups of his are under way.
class NameInbox {
 public:
  // `wake` is called on any thread, each time that the inbox is empty no more.
  explicit NameInbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(NameNews news) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (wake_ == nullptr) return;
    news_.push_back(std::move(news));
    if (news_.size() == 1) wake_();
  }

  std::vector<NameNews> take() {
    std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(news_, {});
  }

  // Once this has returned, `wake` is not called any more, nor is a call of it under way.
  void close() {
    std::lock_guard<std::mutex> lock(mutex_);
    wake_ = nullptr;
    news_.clear();
  }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<NameNews> news_;
};

struct LookupCounts {
  size_t underWay = 0;
  size_t waiting = 0;
};

// `family` is 4, 6, or 0 for both; `id` is the asker's own, and no other look-up of his that has not ended may have it.
// Returns false when the name has to wait for its turn.
bool lookUpName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id);
// What is in the inbox already stays there.
void abandonName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id);
// Of the process. What was abandoned and goes on counts.
LookupCounts lookupCounts();

}  // namespace rxicmp
