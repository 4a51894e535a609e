// The ICMP engine of Linux and macOS: one thread that owns sockets, requests and timers.
// Other threads hand it commands; it puts completion records into the mailbox.
#pragma once

#include <pthread.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "../backend.h"
#include "../completion_writer.h"
#include "../cookie.h"
#include "../mailbox.h"
#include "../ticks.h"
#include "../timer_wheel.h"
#include "clock.h"
#include "egress.h"
#include "lane.h"
#include "request.h"

struct pollfd;

namespace rxicmp {

class Engine {
 public:
  static constexpr uint8_t kDontFragment = 2;  // IP_FLAG_DF

  // `mailbox` outlives the engine. Several engines may share it.
  explicit Engine(Mailbox& mailbox);
  ~Engine();
  Engine(const Engine&) = delete;

  // As in Backend.
  int open(uint8_t family, bool dontFragment = false);
  int send(const RequestBlock& block, const uint8_t* payload);
  int sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records);
  void cancel(uint32_t slot, uint32_t generation);
  void flush();
  Counters counters() const;
  int receiveBuffer() const { return receiveBuffer_; }

 private:
  static constexpr size_t kLargestBacklog = 16 << 20;
  static constexpr size_t kKeptCommands = 256;
  static constexpr size_t kMostWaiting = 256;  // commands: so many wake a sleeping engine, whenever they are due
  static constexpr int64_t kAtOnce = 0, kNoHurry = INT64_MAX;
  static constexpr int64_t kReadingTime = 1'000'000;  // ns between two looks at what is due
  static constexpr int64_t kUnread = 100'000;         // ns for which a socket need not be looked at after all was read
  static constexpr int64_t kSoon = 500'000;           // ns before a deadline at which it is not worth another wake-up
  static constexpr size_t kCompany = 16 << 10;        // bytes of completions that wait for no more

  struct Command {
    enum class Kind : uint8_t { send, cancel, lane, stop } kind;
    uint32_t slot = 0;
    Request request;  // of a cancel only the generation
    std::unique_ptr<Lane> lane;
  };
  struct TimerOf {
    RequestTable* requests;
    Timer& operator()(uint32_t index) const { return (*requests)[index]; }
  };

  // On the caller's thread.
  static std::unique_ptr<Lane> openLane(uint8_t family, bool dontFragment, const Address& source,
                                        const Address& egress, int& error);
  int ensureLane(uint8_t family, bool dontFragment);
  static int checkSource(const Address& source);
  static int checkIpOptions(const uint8_t* options, size_t size);
  int accept(const RequestBlock& block, const uint8_t* payload, SyncWaiter* waiter);
  void post(Command command, int64_t due);

  // On the engine's thread.
  static void* enter(void* engine);
  void run();
  void takeCommands();
  void begin(uint32_t slot, Request&& request);
  void drop(uint32_t slot, uint32_t generation);
  void advance(uint64_t tick);
  void expire(uint32_t slot);
  void timeOut(uint32_t slot);
  void endWhoWasRead();
  void endLateWindow(uint32_t slot);
  int64_t deadlineOf(const Request& request) const;
  bool isQueued(Turn turn) const;
  void sendDue();
  void sendFrom(std::deque<Turn>& queue, int64_t now, size_t& left);
  enum class Sent { yes, refused, full, noRoom };
  Sent sendTurn(Turn turn, Egress* egress, int64_t now);
  Sent sendOne(uint32_t slot, const Address& egress, int64_t now, int& error);
  Sent refuse(uint32_t slot, int error, uint32_t mtu = 0);
  void onSent(uint32_t slot);
  void tryAgain(uint32_t slot, int error, int64_t now);
  void retry(uint32_t slot);
  const SendOptions& optionsOf(const Request& request) const;
  Lane& laneOf(const Request& request) { return *lanes_[request.lane]; }
  bool isPaced(int64_t now);
  void giveBack(Request& request);
  int acquireSequence(Request& request, uint32_t slot, const Address& egress, int64_t now);
  uint64_t cookieOf(const Request& request) const;
  // What a payload of ours begins with; the pattern follows.
  struct Front {
    uint8_t bytes[kBalanced];
    size_t size;
  };
  Front frontOf(const Request& request) const;
  void writePacket(const Request& request, const IcmpSocket& socket);
  void expectMany(Request& request);
  bool receiveSome();
  bool answersMayWait(int64_t now) const;
  bool receiveFrom(Lane& lane, int64_t until);
  void onPacket(Lane& lane, const Packet& packet, const Arrival& arrival);
  void onDeparted(Lane& lane, const Packet& packet, int64_t stamp);
  // How well a packet with the identifier and sequence of a request proves that it answers that request.
  enum class Proof { none, tooLittle, altered, whole };
  Proof proofOfReply(const Request& request, const Packet& packet) const;
  Proof proofOfRefusal(const Request& request, const Packet& packet) const;
  void settle(uint32_t slot, const Packet& packet, Proof proof, const Arrival& arrival);
  void hold(Request& request, const Completion& completion);
  bool tellHeld(uint32_t slot);
  void deliver(uint32_t slot, Completion completion);
  void finish(uint32_t slot);
  void countInFlight(const Request& request, int by);
  void handOver();
  int64_t nextDeadline() const;
  void armTimer(uint32_t slot, int64_t deadlineNs);
  void publishCounters();
  void sleep();
  bool waitUntilThereIsWork(int64_t now);

  // Shared.
  std::mutex mutex_;
  std::vector<Command> commands_;
  int64_t sleepsUntil_ = 0;  // monotonic ns, 0 while awake
  bool laneReady_[2][2] = {};  // by family and dontFragment, on the callers' side
  int wakeReadFd_ = -1, wakeWriteFd_ = -1;
  Mailbox& mailbox_;
  std::atomic<int> receiveBuffer_{0};
  mutable std::mutex countersMutex_;
  Counters published_;

  // The engine's thread alone.
  RequestTable requests_;
  TimerWheel<TimerOf> wheel_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // a request knows its place
  std::deque<Turn> due_;    // their time has come: they go first
  std::deque<Turn> again_;  // the system had no room for them
  std::deque<Turn> ready_;  // those that asked for no time
  std::vector<uint8_t> outbox_;
  int64_t deliverBy_ = kNoHurry;  // what is in the outbox, monotonic ns
  // Requests that have a sequence number, and those of them whose completions may not wait. The others may wait as long as
  // the least patient of those that were under way together.
  size_t inFlight_ = 0, hurried_ = 0;
  int64_t patience_ = kNoHurry;  // ns
  IcmpSocket::Inbox inbox_;
  std::vector<uint8_t> packet_;
  std::vector<uint8_t> pattern_;  // of the payloads that are our own
  std::vector<Command> taken_;
  std::vector<pollfd> descriptors_;
  Egresses egresses_;
  int64_t wallAhead_ = 0;  // of the wall clock before the monotonic one, read for each burst
  int64_t pacedUntil_ = 0;  // what was sent is slow enough up to then, monotonic ns
  size_t firstToRead_ = 0;  // of the lanes, so that each has its turn
  bool readAll_ = true;
  const SipKey key_;
  Counters counters_;
  bool stopping_ = false;

  // Not std::thread: without exceptions, one that cannot start ends the process.
  pthread_t thread_{};
  int startError_ = 0;
};

}  // namespace rxicmp
