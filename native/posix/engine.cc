// The engine's thread: its life, its loop, and what becomes of a request between its beginning and its end.
#include "engine.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <tuple>

#include "system.h"

namespace rxicmp {
namespace {

constexpr int64_t kLongestDoubt = 2'000'000'000;  // ns

}  // namespace

Engine::Engine(Mailbox& mailbox)
    : mailbox_(mailbox), wheel_(TimerOf{&requests_}, tickOf(monotonicNs())), key_{randomBits(), randomBits()} {
  // Without the pipe nothing could stop the thread. open() reports what went wrong.
  int ends[2];
  if (!openPipe(ends)) {
    startError_ = EMFILE;
    return;
  }
  wakeReadFd_ = ends[0];
  wakeWriteFd_ = ends[1];
  startError_ = pthread_create(&thread_, nullptr, &Engine::enter, this);
}

Engine::~Engine() {
  if (startError_ == 0) {
    Command stop;
    stop.kind = Command::Kind::stop;
    post(std::move(stop), kAtOnce);
    pthread_join(thread_, nullptr);
  }
  if (wakeReadFd_ >= 0) close(wakeReadFd_);
  if (wakeWriteFd_ >= 0) close(wakeWriteFd_);
}

void* Engine::enter(void* engine) {
  static_cast<Engine*>(engine)->run();
  return nullptr;
}

void Engine::run() {
  prepareEngineThread();
  while (!stopping_) {
    // Reads the clock before it takes the commands: a request that was cancelled before its time is never sent.
    const int64_t now = monotonicNs();
    takeCommands();
    advance(tickOf(now));
    // Before what has arrived is read: a flood must not delay a beat.
    sendDue();
    readAll_ = receiveSome();
    endWhoWasRead();
    // Before the records go out: whoever has a completion finds it counted.
    publishCounters();
    handOver();
    sleep();
  }
  // Ends every request: a thread that waits in sendSync() must not wait for ever.
  for (uint32_t slot = 0; slot < requests_.size(); slot++) {
    if (requests_.has(slot) && requests_[slot].state != Request::State::none) finish(slot);
  }
}

void Engine::takeCommands() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    taken_.swap(commands_);
  }
  for (Command& command : taken_) {
    switch (command.kind) {
      case Command::Kind::send: begin(command.slot, std::move(command.request)); break;
      case Command::Kind::cancel: drop(command.slot, command.request.generation); break;
      case Command::Kind::lane: lanes_.push_back(std::move(command.lane)); break;
      case Command::Kind::stop: stopping_ = true; break;
    }
  }
  taken_.clear();
  // A burst may have made the vector large. shrink_to_fit() does nothing without exceptions, so a new vector takes
  // over.
  if (taken_.capacity() > kKeptCommands) std::vector<Command>().swap(taken_);
}

void Engine::begin(uint32_t slot, Request&& request) {
  requests_.makeRoomFor(slot);
  Request& kept = requests_[slot];
  // A caller that gives a slot twice loses the first request, but the timers stay in order.
  if (kept.state != Request::State::none) finish(slot);
  kept = std::move(request);
  if (kept.destination.multicast()) expectMany(kept);
  if (kept.notBefore > 0) {
    kept.state = Request::State::waiting;
    armTimer(slot, kept.notBefore);
  } else {
    kept.state = Request::State::queued;
    ready_.push_back({slot, kept.generation});
  }
}

void Engine::expectMany(Request& request) {
  request.bits |= Request::kManyResponders;
  if (!request.rare) request.rare = std::make_unique<RareOptions>();
}

void Engine::drop(uint32_t slot, uint32_t generation) {
  if (requests_.has(slot) && requests_[slot].generation == generation) finish(slot);
}

void Engine::advance(uint64_t tick) {
  const auto before = static_cast<ptrdiff_t>(due_.size());
  wheel_.advance(tick, [this](uint32_t slot) { expire(slot); });
  // The wheel does not keep the order within a tick.
  std::sort(due_.begin() + before, due_.end(), [this](const Turn& a, const Turn& b) {
    const Request &first = requests_[a.slot], &second = requests_[b.slot];
    return std::tie(first.notBefore, first.generation) < std::tie(second.notBefore, second.generation);
  });
}

void Engine::expire(uint32_t slot) {
  Request& request = requests_[slot];
  switch (request.state) {
    case Request::State::waiting:
      request.state = Request::State::queued;
      due_.push_back({slot, request.generation});
      return;
    case Request::State::queued:
      return retry(slot);
    default:
      laneOf(request).overdue.push_back({{slot, request.generation}, deadlineOf(request), monotonicNs()});
  }
}

// The end of its time-out; once it has an outcome, the end of its late window.
int64_t Engine::deadlineOf(const Request& request) const {
  const double window = request.state == Request::State::sent ? 0 : request.lateWindow();
  return request.sentAt + nsOf(request.timeout + window);
}

// An answer that came in time may still be unread, when the thread had to wait for a processor or when many packets
// came. So a request ends once everything that had arrived by its deadline was read, at the latest a while after
// this thread has noticed the deadline: while the process is stopped, nothing is read.
void Engine::endWhoWasRead() {
  const int64_t now = monotonicNs();
  for (const auto& lane : lanes_) {
    while (!lane->overdue.empty()) {
      const auto [turn, deadline, noticed] = lane->overdue.front();
      const Request& request = requests_[turn.slot];
      // Otherwise an answer that was read meanwhile has ended it or given it a later deadline.
      if (request.generation == turn.generation && request.state >= Request::State::sent &&
          deadlineOf(request) == deadline) {
        if (lane->readUpTo < deadline && now < noticed + kLongestDoubt) break;
        if (request.state == Request::State::sent) timeOut(turn.slot);
        else endLateWindow(turn.slot);
      }
      lane->overdue.pop_front();
    }
  }
}

void Engine::endLateWindow(uint32_t slot) {
  Completion completion;
  completion.phase = Phase::end;
  completion.status = kPending;
  completion.bits = kFinal;
  deliver(slot, completion);
}

void Engine::timeOut(uint32_t slot) {
  if (tellHeld(slot)) return;
  Request& request = requests_[slot];
  const bool nobody = !request.manyResponders() || request.rare->responders.empty();
  const bool last = request.lateWindow() <= 0;
  if (nobody) counters_.timedOut++;
  request.state = Request::State::timedOut;
  armTimer(slot, request.sentAt + nsOf(request.timeout + request.lateWindow()));
  if (!nobody && !last) return;
  Completion completion;
  completion.phase = nobody ? Phase::outcome : Phase::end;
  completion.status = nobody ? kRequestTimedOut : kPending;
  completion.bits = last ? kFinal : 0;
  deliver(slot, completion);
}

void Engine::armTimer(uint32_t slot, int64_t deadlineNs) { wheel_.arm(slot, tickAfter(deadlineNs)); }

void Engine::deliver(uint32_t slot, Completion completion) {
  Request& request = requests_[slot];
  const bool last = (completion.bits & kFinal) != 0;
  completion.slot = slot;
  completion.generation = request.generation;
  completion.family = request.destination.family;
  completion.sentAt = request.sentAtWall;
  completion.withData = (request.bits & kWantData) != 0;
  SyncWaiter* const waiter = request.rare ? request.rare->waiter : nullptr;
  if (waiter != nullptr) {
    std::lock_guard<std::mutex> lock(waiter->mutex);
    writeCompletion(waiter->records, completion);
  } else if (completion.phase == Phase::late || completion.phase == Phase::duplicate) {
    // A flood of late and duplicate replies must not fill the memory of a process whose event loop stands still.
    if (mailbox_.backlog() + outbox_.size() > kLargestBacklog) counters_.receiverDrops++;
    else writeCompletion(outbox_, completion);
  } else {
    writeCompletion(outbox_, completion);
  }
  if (waiter == nullptr) {
    deliverBy_ = std::min(deliverBy_, request.deliverWithin == 0 ? kAtOnce : monotonicNs() + request.patience());
  }
  if (last) finish(slot);
}

// JavaScript is woken once for completions that may wait for each other, and at once for the others.
void Engine::handOver() {
  const bool isAlone = inFlight_ == 0 && nextDeadline() > deliverBy_;
  const bool mayWait = !outbox_.empty() && !isAlone && outbox_.size() < kCompany;
  if (mayWait && deliverBy_ - monotonicNs() >= kSoon) return;
  mailbox_.put(outbox_);
  deliverBy_ = kNoHurry;
}

void Engine::countInFlight(const Request& request, int by) {
  inFlight_ += static_cast<size_t>(by);
  if (request.deliverWithin == 0) hurried_ += static_cast<size_t>(by);
  else patience_ = std::min(patience_, request.patience());
  if (inFlight_ == hurried_) patience_ = kNoHurry;
}

void Engine::finish(uint32_t slot) {
  Request& request = requests_[slot];
  wheel_.disarm(slot);
  if (request.lane != kNoLane) {
    countInFlight(request, -1);
    if (request.hasCookie()) laneOf(request).release(request.sequence);
    else laneOf(request).rest(request.sequence, monotonicNs());
  }
  if (request.rare && request.rare->waiter != nullptr) {
    SyncWaiter& waiter = *request.rare->waiter;
    publishCounters();
    std::lock_guard<std::mutex> lock(waiter.mutex);
    waiter.done = true;
    waiter.ended.notify_one();
  }
  request = Request{};
}

void Engine::publishCounters() {
  std::lock_guard<std::mutex> lock(countersMutex_);
  published_ = counters_;
}

void Engine::sleep() {
  if (stopping_) return;
  const int64_t now = monotonicNs();
  egresses_.tidy(now);
  if (!waitUntilThereIsWork(now)) {
    // poll() was not called, so nothing says which sockets have packets.
    for (const auto& lane : lanes_) lane->toRead |= now - lane->readUpTo > kUnread;
    return;
  }
  counters_.wakeUps++;
  if (descriptors_.front().revents != 0) {
    char drained[64];
    while (read(wakeReadFd_, drained, sizeof drained) == sizeof drained) {
    }
  }
  std::lock_guard<std::mutex> lock(mutex_);
  sleepsUntil_ = 0;
}

// False when there is work already.
bool Engine::waitUntilThereIsWork(int64_t now) {
  if (!readAll_ || !due_.empty() || !again_.empty() || !ready_.empty()) return false;
  int64_t deadline = std::min(nextDeadline(), deliverBy_);
  for (const auto& lane : lanes_) {
    if (lane->readBy != 0) deadline = std::min(deadline, lane->readBy);
  }
  if (deadline <= now) return false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!commands_.empty()) return false;
    sleepsUntil_ = deadline;
  }
  descriptors_.clear();
  descriptors_.push_back({wakeReadFd_, POLLIN, 0});
  // What arrives on an idle socket answers no request, so it must not wake this thread.
  for (const auto& lane : lanes_) {
    if (lane->busy() && lane->readBy == 0) descriptors_.push_back({lane->socket->fd(), POLLIN, 0});
  }
  waitReadable(descriptors_, deadline == INT64_MAX ? -1 : deadline - now);
  size_t at = 1;
  for (const auto& lane : lanes_) {
    if (!lane->busy() || lane->readBy != 0) continue;
    const short events = descriptors_[at++].revents;
    lane->toRead = events != 0;
    lane->hasErrors |= (events & POLLERR) != 0;
  }
  return true;
}

// When a timer or a way out of this machine has something to do, monotonic ns.
int64_t Engine::nextDeadline() const {
  const uint64_t tick = wheel_.nextDeadline();
  const int64_t timer = tick == decltype(wheel_)::kNever ? INT64_MAX : static_cast<int64_t>(tick) * kNsPerMs;
  return std::min(timer, egresses_.next());
}

}  // namespace rxicmp
