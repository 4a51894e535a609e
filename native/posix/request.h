// What the engine knows of one request. Kept small: there may be a million of them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "../timer_wheel.h"
#include "icmp_socket.h"

namespace rxicmp {

class Lane;

// A thread that waits in sendSync().
struct SyncWaiter {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  std::vector<uint8_t> records;
};

// What few requests have.
struct RareOptions {
  SendOptions send;
  std::vector<uint8_t> payload;  // the caller's
  std::vector<Address> responders;  // who has answered a broadcast so far
  uint32_t replySize = 0;
  SyncWaiter* waiter = nullptr;
};

struct Request {
  enum class State : uint8_t {
    none,
    waiting,   // for its notBefore
    queued,    // for the system to take it
    sent,      // nobody has answered
    answered,  // its outcome was delivered, late and duplicate replies may come
    timedOut,  // so was its time-out
  };

  Timer timer;
  int64_t sentAt = 0;    // monotonic ns
  double sentAtWall = 0; // epoch ms
  int64_t notBefore = 0; // monotonic ns, 0 for at once
  uint64_t cookie = 0;
  double timeout = 0;  // ms
  double lateWindow = 0;
  Address destination;
  uint32_t generation = 0;
  uint32_t payloadSize = 0;
  std::unique_ptr<RareOptions> rare;
  Lane* lane = nullptr;
  uint16_t sequence = 0;
  State state = State::none;
  uint8_t bits = 0;   // RequestBits
  uint8_t flags = 0;  // IP_FLAG_*
  bool manyResponders = false;

  bool callerPayload() const { return (bits & kCallerPayload) != 0; }
  size_t cookieSize() const { return callerPayload() ? 0 : payloadSize < 8 ? payloadSize : 8; }
  bool hasCookie() const { return cookieSize() == 8; }
};

}  // namespace rxicmp
