// Does for the tests what src/drivers/addon.ts does: gives out slots and generations, and sorts the records that come
// back.
#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "../backend.h"
#include "check.h"
#include "packet_builder.h"

namespace client {

using packets::Bytes;

struct Ping {
  Bytes destination;
  double timeout = 2000;  // ms
  double lateWindow = 0;
  double notBefore = 0;
  Bytes payload;              // the caller's, with kCallerPayload among the bits
  uint32_t payloadSize = 32;  // the engine's
  uint8_t bits = 0;
  uint8_t flags = 0;
  int16_t ttl = -1, tos = -1;
  Bytes source;
  uint32_t interfaceIndex = 0;
  uint32_t replySize = 0;
  double deliverWithin = 0;  // ms
};

struct Seen {
  rxicmp::CompletionRecord record;
  uint32_t status;
  Bytes address;
  Bytes data;
  Bytes labels;

  bool final() const { return (record.bits & rxicmp::kFinal) != 0; }

  // Whether the kernel has stamped the answer.
  bool stamped() const {
    return record.rttClock == rxicmp::RttClock::kernel || record.rttClock == rxicmp::RttClock::kernelBoth;
  }
};

inline std::vector<Seen> parse(const uint8_t* bytes, size_t size, uint8_t family) {
  std::vector<Seen> all;
  for (size_t at = 0; at < size;) {
    Seen seen{};
    std::memcpy(&seen.record, bytes + at, sizeof seen.record);
    const uint8_t* const reply = bytes + at + sizeof seen.record;
    std::memcpy(&seen.status, reply + (family == 4 ? 4 : 28), 4);
    if ((seen.record.bits & rxicmp::kHasResponder) != 0) {
      seen.address = family == 4 ? Bytes(reply, reply + 4) : Bytes(reply + 6, reply + 22);
    }
    const size_t inFront = family == 4 ? 40 : 36;
    const uint8_t* const end = reply + seen.record.replySize;
    seen.data.assign(reply + inFront, end);
    seen.labels.assign(end, end + size_t{seen.record.labels} * 4);
    at += seen.record.size;
    all.push_back(std::move(seen));
  }
  return all;
}

class Client {
 public:
  Client() : backend_(rxicmp::createBackend([this] { wake(); })) { into_.resize(256 << 10); }

  rxicmp::Backend& backend() { return *backend_; }
  void destroy() { backend_.reset(); }

  static rxicmp::RequestBlock block(const Ping& ping) {
    rxicmp::RequestBlock block{};
    block.notBefore = ping.notBefore;
    block.timeout = ping.timeout;
    block.lateWindow = ping.lateWindow;
    block.family = ping.destination.size() == 4 ? 4 : 6;
    block.bits = ping.bits;
    block.flags = ping.flags;
    block.ttl = ping.ttl;
    block.tos = ping.tos;
    std::memcpy(block.destination, ping.destination.data(), ping.destination.size());
    if (!ping.source.empty()) {
      block.bits |= rxicmp::kHasSource;
      std::memcpy(block.source, ping.source.data(), ping.source.size());
    }
    const bool own = (ping.bits & rxicmp::kCallerPayload) != 0;
    block.payloadSize = static_cast<uint16_t>(own ? ping.payload.size() : ping.payloadSize);
    block.deliverWithin = static_cast<uint16_t>(ping.deliverWithin * 64);
    block.interfaceIndex = block.scopeId = ping.interfaceIndex;
    block.replySize = ping.replySize;
    return block;
  }

  // Returns the request's number, which is the argument of seen().
  size_t send(const Ping& ping) {
    rxicmp::RequestBlock block = Client::block(ping);
    if (freeSlots_.empty()) {
      block.slot = static_cast<uint32_t>(slots_.size());
      slots_.push_back(kNobody);
    } else {
      block.slot = freeSlots_.back();
      freeSlots_.pop_back();
    }
    const size_t number = requests_.size();
    block.generation = static_cast<uint32_t>(number + 1);
    requests_.push_back({block.slot, block.family, false, {}});
    slots_[block.slot] = number;
    const int error = backend_->send(block, ping.payload.data());
    CHECK_EQ(error, 0);
    outstanding_++;
    return number;
  }

  void cancel(size_t number) {
    Request& request = requests_[number];
    if (request.ended) return;
    end(request);
    backend_->cancel(request.slot, static_cast<uint32_t>(number + 1));
  }

  // Takes records until `enough` or until the time is over.
  bool waitFor(const std::function<bool()>& enough, double milliseconds = 20'000) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double, std::milli>(milliseconds);
    for (;;) {
      drain();
      if (enough()) return true;
      std::unique_lock<std::mutex> lock(mutex_);
      // Looks again now and then: a counter changes without a wake-up.
      if (!woken_.wait_for(lock, std::chrono::milliseconds(5), [&] { return pending_; }) &&
          std::chrono::steady_clock::now() > until) {
        return false;
      }
      pending_ = false;
    }
  }

  void waitForAll(double milliseconds = 20'000) {
    CHECK(waitFor([&] { return outstanding_ == 0; }, milliseconds));
  }

  void wait(double milliseconds) {
    waitFor([] { return false; }, milliseconds);
  }

  const std::vector<Seen>& seen(size_t number) const { return requests_[number].seen; }
  size_t outstanding() const { return outstanding_; }

  // How often the backend woke the reader.
  size_t wakeUps() const { return wakeUps_; }

  // Sends and waits for the end.
  std::vector<Seen> ping(const Ping& ping) {
    const size_t number = send(ping);
    waitForAll();
    return seen(number);
  }

 private:
  static constexpr size_t kNobody = SIZE_MAX;

  struct Request {
    uint32_t slot;
    uint8_t family;
    bool ended;
    std::vector<Seen> seen;
  };

  void wake() {
    std::lock_guard<std::mutex> lock(mutex_);
    pending_ = true;
    wakeUps_++;
    woken_.notify_one();
  }

  void drain() {
    while (const size_t size = backend_->take(into_.data(), into_.size())) {
      for (size_t at = 0; at < size;) {
        rxicmp::CompletionRecord record;
        std::memcpy(&record, into_.data() + at, sizeof record);
        const size_t number = record.generation - 1;
        // A record that was on its way when its request was cancelled.
        if (record.slot < slots_.size() && slots_[record.slot] == number) {
          Request& request = requests_[number];
          request.seen.push_back(parse(into_.data() + at, record.size, request.family).front());
          if (request.seen.back().final()) end(request);
        } else {
          CHECK(number < requests_.size() && requests_[number].ended);
        }
        at += record.size;
      }
    }
  }

  void end(Request& request) {
    request.ended = true;
    slots_[request.slot] = kNobody;
    freeSlots_.push_back(request.slot);
    outstanding_--;
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  bool pending_ = false;
  std::atomic<size_t> wakeUps_ = 0;
  std::vector<Request> requests_;
  std::vector<size_t> slots_;  // the request that has the slot
  std::vector<uint32_t> freeSlots_;
  size_t outstanding_ = 0;
  Bytes into_;
  std::unique_ptr<rxicmp::Backend> backend_;  // last: its thread calls wake()
};

}  // namespace client
