// The engine's thread: its life, its loop, and what becomes of a request between its beginning and its end.
#include "engine.h"

#include <algorithm>
#include <tuple>

namespace rxicmp {
namespace {

constexpr size_t kKeptCommands = 4096;

// Finer than the 16 ms of the system's clock where there is such a timer (Windows 10 and later).
HANDLE createTimer() {
  constexpr DWORD kHighResolution = 2;  // CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
  HANDLE timer = CreateWaitableTimerExW(nullptr, nullptr, kHighResolution, TIMER_ALL_ACCESS);
  if (timer == nullptr) timer = CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS);
  return timer;
}

}  // namespace

Engine::Engine(std::function<void()> wake)
    : wakeReader_(std::move(wake)),
      mailbox_([this] {
        std::lock_guard<std::mutex> lock(wakeReaderMutex_);
        if (wakeReader_) wakeReader_();
      }),
      wheel_(TimerOf{&requests_}, tickOf(monotonicNs())) {}

int Engine::start(const std::shared_ptr<Engine>& self) {
  // The end of a worker unloads the DLL, but the thread still runs its code: so the DLL is never unloaded.
  HMODULE ignored;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCWSTR>(&Engine::enter), &ignored);
  self->wake_ = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  if (self->wake_ != nullptr) self->timer_ = createTimer();
  if (self->timer_ != nullptr) {
    auto* const held = new std::shared_ptr<Engine>(self);
    const HANDLE thread = CreateThread(nullptr, 0, &Engine::enter, held, 0, nullptr);
    if (thread != nullptr) {
      CloseHandle(thread);
      return 0;
    }
    delete held;
  }
  return static_cast<int>(std::max<DWORD>(GetLastError(), 1));
}

void Engine::stop() {
  {
    std::lock_guard<std::mutex> lock(wakeReaderMutex_);
    wakeReader_ = nullptr;
  }
  Command command;
  command.kind = Command::Kind::stop;
  post(std::move(command));
}

Engine::~Engine() {
  if (timer_ != nullptr) CloseHandle(timer_);
  if (wake_ != nullptr) CloseHandle(wake_);
}

DWORD WINAPI Engine::enter(void* self) {
  auto* const engine = static_cast<std::shared_ptr<Engine>*>(self);
  (*engine)->run();
  delete engine;
  return 0;
}

void Engine::run() {
  for (;;) {
    // Reads the clock before it takes the commands: a request that was cancelled before its time is never sent.
    const int64_t now = monotonicNs();
    const bool isAsked = takeCommands();
    // Takes APCs before it advances the time: if this thread had to wait for a processor, answers that came in time are
    // waiting.
    if (wheel_.nextDeadline() <= tickOf(now)) SleepEx(0, TRUE);
    const bool isForNobody = takeEnded();
    if (woke_ && (isAsked || !isForNobody)) counters_.wakeUps++;
    woke_ = false;
    // Requests were dropped, but the system may still have their calls.
    if (stopping_ && inSystem_ == 0) break;
    advance(tickOf(now));
    sendDue();
    // Before the records go out: whoever has a completion finds it counted.
    publishCounters();
    mailbox_.put(outbox_);
    sleep();
  }
  // Only now, because closing a handle waits for all of its requests.
  for (HANDLE icmp : icmp_) {
    if (icmp != nullptr) IcmpApi::get().closeHandle(icmp);
  }
}

// Whether there were any.
bool Engine::takeCommands() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    taken_.swap(commands_);
  }
  for (Command& command : taken_) {
    const uint32_t slot = command.slot;
    switch (command.kind) {
      case Command::Kind::send: begin(slot, std::move(command.request)); break;
      case Command::Kind::cancel:
        if (slot < requests_.size() && requests_[slot].block.generation == command.request.block.generation) {
          finish(slot);
        }
        break;
      case Command::Kind::stop:
        stopping_ = true;
        for (uint32_t i = 0; i < requests_.size(); i++) finish(i);
        break;
    }
  }
  const bool any = !taken_.empty();
  taken_.clear();
  // A burst may have made the vector large. shrink_to_fit() does nothing without exceptions, so a new vector takes
  // over.
  if (taken_.capacity() > kKeptCommands) std::vector<Command>().swap(taken_);
  return any;
}

void Engine::begin(uint32_t slot, Request&& request) {
  if (slot >= requests_.size()) requests_.resize(std::max<size_t>(slot + 1, requests_.size() * 2));
  Request& kept = requests_[slot];
  // Whoever gives a slot twice loses the first request, and not the order of the timers.
  if (kept.state != Request::State::none) finish(slot);
  kept = std::move(request);
  if (kept.notBefore > 0) {
    kept.state = Request::State::waiting;
    armTimer(slot, kept.notBefore);
  } else {
    kept.state = Request::State::queued;
    ready_.push_back({slot, kept.block.generation});
  }
}

void Engine::advance(uint64_t tick) {
  const auto before = static_cast<ptrdiff_t>(due_.size());
  wheel_.advance(tick, [this](uint32_t slot) { expire(slot); });
  // The wheel does not keep the order within a tick.
  std::sort(due_.begin() + before, due_.end(), [this](Turn a, Turn b) {
    const Request &first = requests_[a.slot], &second = requests_[b.slot];
    return std::tie(first.notBefore, first.block.generation) < std::tie(second.notBefore, second.block.generation);
  });
}

void Engine::expire(uint32_t slot) {
  Request& request = requests_[slot];
  Completion completion;
  if (request.state == Request::State::waiting) {
    request.state = Request::State::queued;
    due_.push_back({slot, request.block.generation});
    return;
  }
  if (request.state == Request::State::sent) {
    // The answer is there, and only the thread of the pool is late.
    if (request.call != nullptr && request.call->isSignalled()) return armTimer(slot, monotonicNs() + kNsPerMs);
    counters_.timedOut++;
    request.state = Request::State::timedOut;
    armTimer(slot, request.sentAt + nsOf(request.block.timeout + request.block.lateWindow));
    completion.status = kRequestTimedOut;
    completion.bits = request.block.lateWindow > 0 ? 0 : kFinal;
  } else {
    completion.phase = Phase::end;
    completion.status = kPending;
    completion.bits = kFinal;
  }
  deliver(slot, completion);
}

void Engine::armTimer(uint32_t slot, int64_t deadlineNs) { wheel_.arm(slot, tickAfter(deadlineNs)); }

void Engine::deliver(uint32_t slot, Completion completion) {
  const Request& request = requests_[slot];
  completion.slot = slot;
  completion.generation = request.block.generation;
  completion.family = request.block.family;
  completion.sentAt = request.sentAtWall;
  completion.withData = (request.block.bits & kWantData) != 0;
  writeCompletion(outbox_, completion);
  if ((completion.bits & kFinal) != 0) finish(slot);
}

// A call that the system still has stays until the system is done, and belongs to no request then.
void Engine::finish(uint32_t slot) {
  Request& request = requests_[slot];
  wheel_.disarm(slot);
  if (request.call != nullptr) request.call->slot = Call::kNobody;
  request = Request{};
}

void Engine::publishCounters() {
  std::lock_guard<std::mutex> lock(countersMutex_);
  published_ = counters_;
}

void Engine::sleep() {
  int64_t deadline = wheel_.nextDeadline() == decltype(wheel_)::kNever
                         ? INT64_MAX
                         : static_cast<int64_t>(wheel_.nextDeadline()) * kNsPerMs;
  if ((!due_.empty() || !ready_.empty()) && systemHasRoom()) deadline = 0;
  const int64_t now = monotonicNs();
  if (deadline <= now) {
    // APCs come only while this thread waits. A wait of no time is enough.
    SleepEx(0, TRUE);
    return;
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!commands_.empty() || !signalled_.empty()) return;
    sleeping_ = true;
  }
  const HANDLE handles[] = {wake_, timer_};
  DWORD count = 1;
  if (deadline != INT64_MAX) {
    LARGE_INTEGER due;
    due.QuadPart = -((deadline - now + 99) / 100);  // relative, in 100 ns
    SetWaitableTimer(timer_, &due, 0, nullptr, nullptr, FALSE);
    count = 2;
  }
  WaitForMultipleObjectsEx(count, handles, FALSE, INFINITE, TRUE);
  woke_ = true;
  std::lock_guard<std::mutex> lock(mutex_);
  sleeping_ = false;
}

}  // namespace rxicmp
