// Names to addresses, as the system resolves them: hosts file, DNS, mDNS, in its own order.
//
// The port, for what an operating system has to provide:
//
// - Nothing here blocks. The result of a look-up is put into the inbox of each caller that asked for it.
// - One look-up of a name and family is under way in the process at a time. A caller that asks meanwhile gets its
//   answer too.
// - At most kMostLookups are under way. A name beyond that waits for its turn, and its inbox is told when the turn
//   comes. A time-out that counted the wait could be over before the look-up began.
// - A look-up that everybody has abandoned is dropped if it still waits. If it is under way, it is cancelled where the
//   system can do that. Elsewhere it goes on until the system gives up, and then touches only memory that it owns with
//   others; a caller that asks for the name meanwhile joins it.
// - It keeps no process alive and needs no clean-up: the process or an environment may end at any step.
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
  int error = 0;               // the system's error number where there is no such code; 0 for none
  std::vector<NameAddress> addresses;
};

struct NameNews {
  uint32_t id;
  // Null: the turn of a look-up that had to wait has come.
  std::shared_ptr<const NameAnswer> answer;
};

// Where a caller finds the results of its look-ups. Shared: it outlives the caller while such look-ups are under way.
class NameInbox {
 public:
  // `wake` is called on any thread, each time that a result comes into an empty inbox.
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

  // After this has returned, `wake` is not called any more, and no call of it is under way.
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

// `family` is 4, 6, or 0 for both; `id` is chosen by the caller; no other look-up of this caller that has not ended may
// have it. Returns false when the name has to wait for its turn.
bool lookUpName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id);
// Results that are already in the inbox stay there.
void abandonName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id);
// For the whole process. A look-up that was abandoned and goes on is counted.
LookupCounts lookupCounts();

}  // namespace rxicmp
