// The engine on the Windows ICMP API: one alertable thread that owns requests and timers. It makes every call but the
// synchronous ones, and frees no memory that the kernel may still write to. Thread and engine outlive their backend
// until the kernel is done.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "../backend.h"
#include "../cookie.h"
#include "../completion_writer.h"
#include "../mailbox.h"
#include "../ticks.h"
#include "../timer_wheel.h"
#include "../turn.h"
#include "call.h"
#include "clock.h"
#include "reply_reader.h"
#include "random_bits.h"

namespace rxicmp {

// What the engine knows of one request.
struct Request {
  enum class State : uint8_t {
    none,
    waiting,   // for its notBefore
    queued,    // for the system to take it
    sent,      // nobody has answered
    timedOut,  // its outcome was delivered, a late reply may come
    answered,  // only the end of its late window is to come
  };

  Timer timer;
  RequestBlock block{};
  std::vector<uint8_t> payload;  // the caller's
  Call* call = nullptr;          // while the system has it
  int64_t notBefore = 0;  // monotonic ns, 0 for at once
  int64_t sentAt = 0;
  double sentAtWall = 0;  // epoch ms
  int64_t refusedAt = 0;  // when the system first had no room for it, monotonic ns
  int64_t pause = 0;      // ns until it is tried again
  State state = State::none;
};

class Engine final : private CallListener {
 public:
  static constexpr size_t kMostInSystem = 4096;

  explicit Engine(std::function<void()> wake);
  ~Engine();

  // Win32 error, 0 when the thread runs. The thread holds on to `self`.
  static int start(const std::shared_ptr<Engine>& self);
  // Nothing is delivered after it has returned. The thread ends when the system is done.
  void stop();

  int open(int family);
  void send(const RequestBlock& block, const uint8_t* payload);
  int sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records);
  void cancel(uint32_t slot, uint32_t generation);
  size_t take(uint8_t* into, size_t capacity) { return mailbox_.take(into, capacity); }
  Counters counters() const;

 private:
  struct Command {
    enum class Kind : uint8_t { send, cancel, stop } kind;
    uint32_t slot = 0;
    Request request;  // of a cancel only the generation
  };
  struct TimerOf {
    std::vector<Request>* requests;
    Timer& operator()(uint32_t index) const { return (*requests)[index].timer; }
  };

  static DWORD WINAPI enter(void* engine);
  void post(Command command);
  void wakeThread();

  // On the engine's thread (engine.cc).
  void run();
  bool takeCommands();
  void begin(uint32_t slot, Request&& request);
  void advance(uint64_t tick);
  void expire(uint32_t slot);
  void deliver(uint32_t slot, Completion completion);
  void finish(uint32_t slot);
  void armTimer(uint32_t slot, int64_t deadlineNs);
  void publishCounters();
  void sleep();
  bool systemHasRoom() const { return inSystem_ < limit_; }

  // On the engine's thread (engine_send.cc).
  void sendDue();
  void sendOne(uint32_t slot);
  void onEvent(Call& call) override;  // this one on a thread of the system's pool
  void onApc(Call& call) override;
  bool takeEnded();
  void complete(Call& call, const Call::Started& result);
  void settle(const Call& call);
  void refuse(const Call& call, uint32_t error);
  void noRoom(uint32_t slot);
  bool raiseLimit();

  // Shared.
  std::mutex mutex_;
  std::vector<Command> commands_;
  std::vector<Call*> signalled_;  // by the system's pool
  bool sleeping_ = false;
  HANDLE wake_ = nullptr;
  HANDLE icmp_[2] = {};  // by family; set before the first request of the family is posted
  std::mutex wakeReaderMutex_;
  std::function<void()> wakeReader_;  // null once stopped
  Mailbox mailbox_;
  mutable std::mutex countersMutex_;
  Counters published_;
  Counters syncCounters_;

  // The engine's thread alone.
  std::vector<Request> requests_;  // by slot
  TimerWheel<TimerOf> wheel_;
  HANDLE timer_ = nullptr;
  std::deque<Turn> due_;    // their time has come: they go first
  std::deque<Turn> ready_;  // those that asked for no time
  std::vector<Call*> ended_;
  std::vector<Reply> replies_;
  std::vector<uint8_t> outbox_;
  std::vector<uint8_t> payload_;
  std::vector<Command> taken_;
  size_t inSystem_ = 0;  // calls, including those whose request was dropped
  size_t limit_ = kMostInSystem;
  int64_t lastRefusalAt_ = 0;  // or when the limit was last raised
  bool wasFull_ = false;
  bool woke_ = false;
  const SipKey key_{randomBits(), randomBits()};
  Counters counters_;
  bool stopping_ = false;
};

}  // namespace rxicmp
