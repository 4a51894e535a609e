// What the engine knows of one request. Kept small: there may be a million of them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "../reply.h"
#include "../ticks.h"
#include "../timer_wheel.h"
#include "icmp_socket.h"
#include "responders.h"

namespace rxicmp {

constexpr uint8_t kNoLane = 0xff;

// A thread that waits in sendSync().
struct SyncWaiter {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  std::vector<uint8_t> records;
};

// A refusal that quotes too little to prove that it is about the request. It counts if nothing better comes in time.
struct HeldRefusal {
  Reply reply;
  int64_t roundTrip;
  RttClock clock;
  uint8_t bits;
  std::vector<uint8_t> labels;
};

// Members that few requests have.
struct RareOptions {
  SendOptions send;
  std::vector<uint8_t> payload;  // the caller's
  Responders responders;         // who has answered a broadcast so far
  std::unique_ptr<HeldRefusal> held;
  uint32_t replySize = 0;
  int64_t noRoomSince = 0;  // the system has had no room for it, monotonic ns
  int noRoomError = 0;
  double lateWindow = 0;  // ms
  SyncWaiter* waiter = nullptr;
};

// The small members stand behind the address, because they fit into the padding at its end.
struct Request : Timer {
  enum class State : uint8_t {
    none,
    waiting,   // for its notBefore
    queued,    // for the system to take it
    sent,      // nobody has answered
    answered,  // a reply was delivered, duplicates may come
    refused,   // a refusal was delivered, a late reply may come
    timedOut,  // its time-out was delivered, a late reply may come
  };

  union {  // monotonic ns
    int64_t notBefore = 0;  // before it is sent; 0 for at once
    int64_t sentAt;
  };
  double sentAtWall = 0;  // epoch ms
  std::unique_ptr<RareOptions> rare;
  float timeout = 0;  // ms
  uint32_t generation = 0;
  uint16_t payloadSize = 0;
  uint16_t sequence = 0;
  [[no_unique_address]] Address destination;
  uint8_t lane = kNoLane;
  State state = State::none;
  uint8_t bits = 0;            // RequestBits, and kDontFragment and kManyResponders
  uint16_t deliverWithin = 0;  // 1/64 ms
  uint16_t leftAfter = 0;      // from sentAt to the kernel's stamp on it, in kLeftUnit; 0 when there is none

  // In place of bits of RequestBits that say nothing any more once a request was taken.
  static constexpr uint8_t kDontFragment = kMoreFollow, kManyResponders = kAnyOrder;
  static constexpr int64_t kLeftUnit = 256;  // ns

  bool dontFragment() const { return (bits & kDontFragment) != 0; }
  bool manyResponders() const { return (bits & kManyResponders) != 0; }

  // How long its completions may wait for company, ns.
  int64_t patience() const { return int64_t{deliverWithin} * kNsPerMs / 64; }

  double lateWindow() const { return rare ? rare->lateWindow : 0; }

  bool callerPayload() const { return (bits & kCallerPayload) != 0; }
  size_t cookieSize() const { return callerPayload() ? 0 : payloadSize < 8 ? payloadSize : 8; }
  bool hasCookie() const { return cookieSize() == 8; }

  // Whether two bytes behind the cookie make up for it in the checksum.
  bool isBalanced() const { return (bits & kConstantFlow) != 0 && hasCookie() && payloadSize >= kBalanced; }
};
static_assert(sizeof(void*) != 8 || sizeof(Request) <= 80);

// Requests by slot, in chunks: a new chunk moves no request, and does not double the memory.
class RequestTable {
 public:
  static constexpr uint32_t kChunk = 256;

  Request& operator[](uint32_t slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  const Request& operator[](uint32_t slot) const { return chunks_[slot / kChunk][slot % kChunk]; }
  uint32_t size() const { return static_cast<uint32_t>(chunks_.size()) * kChunk; }

  // Between two chunks of this engine there may be chunks of another engine.
  bool has(uint32_t slot) const { return slot < size() && chunks_[slot / kChunk]; }

  void makeRoomFor(uint32_t slot) {
    if (slot >= size()) chunks_.resize(slot / kChunk + 1);
    auto& chunk = chunks_[slot / kChunk];
    if (!chunk) chunk = std::make_unique<Request[]>(kChunk);
  }

 private:
  std::vector<std::unique_ptr<Request[]>> chunks_;
};

}  // namespace rxicmp
