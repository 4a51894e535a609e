// Look-ups by getaddrinfo(3), which blocks and cannot be stopped: each has a thread while it is under way.
#include "../name_lookup.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <condition_variable>

#include "../name_table.h"

namespace rxicmp {
namespace {

// getaddrinfo takes what it needs of this by alloca(3), and a module of the name service runs on it too.
constexpr size_t kStackSize = 256 * 1024;
constexpr std::chrono::seconds kIdle{10};

const char* codeOf(int error) {
  switch (error) {
    case EAI_NONAME:
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
    case EAI_NODATA:
#endif
      return "ENOTFOUND";
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY:
      return "EAI_ADDRFAMILY";
#endif
    case EAI_AGAIN:
      return "EAI_AGAIN";
    case EAI_BADFLAGS:
      return "EAI_BADFLAGS";
    case EAI_FAMILY:
      return "EAI_FAMILY";
    case EAI_MEMORY:
      return "EAI_MEMORY";
    case EAI_OVERFLOW:
      return "EAI_OVERFLOW";
    case EAI_SERVICE:
      return "EAI_SERVICE";
    case EAI_SOCKTYPE:
      return "EAI_SOCKTYPE";
    default:
      return "EAI_FAIL";
  }
}

NameAnswer resolve(const NameLookup& lookup) {
  addrinfo hints{};
  hints.ai_family = lookup.family == 4 ? AF_INET : lookup.family == 6 ? AF_INET6 : AF_UNSPEC;
  // Otherwise each address would come once for each type.
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(lookup.name.c_str(), nullptr, &hints, &found);
  if (error == EAI_SYSTEM) return {nullptr, errno, {}};
  if (error != 0) return {codeOf(error), 0, {}};
  NameAnswer answer;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    char text[INET6_ADDRSTRLEN];
    if (each->ai_family == AF_INET) {
      const auto* const address = reinterpret_cast<const sockaddr_in*>(each->ai_addr);
      if (inet_ntop(AF_INET, &address->sin_addr, text, sizeof text) != nullptr) answer.addresses.push_back({text, 0});
    } else if (each->ai_family == AF_INET6) {
      const auto* const address = reinterpret_cast<const sockaddr_in6*>(each->ai_addr);
      if (inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text) == nullptr) continue;
      const bool isLinkLocal = IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr);
      answer.addresses.push_back({text, isLinkLocal ? address->sin6_scope_id : 0});
    }
  }
  freeaddrinfo(found);
  return answer;
}

class NameThreads {
 public:
  bool ask(const std::string& name, int family, NameAsker asker) {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto [lookup, isNew] = table_.add(name, family, std::move(asker));
    if (!isNew) return lookup->begun;
    if (table_.counts().underWay < kMostLookups) table_.begin(*lookup, false);
    const bool isBegun = lookup->begun;
    if (idle_ > 0) work_.notify_one();
    // A thread that starts makes sure that the rest of the queue has threads, too. A caller that asks for many names
    // would be held up if it had to start them all.
    if (starting_ > 0 || !isShort()) return isBegun;
    starting_++;
    lock.unlock();
    const int error = startThread();
    if (error == 0) return isBegun;
    lock.lock();
    starting_--;
    // If there are threads, they will come to it.
    while (threads_ + starting_ == 0 && table_.queued() > 0) fail(table_.next(), error);
    return isBegun;
  }

  void abandon(const std::string& name, int family, const NameAsker& asker) {
    std::lock_guard<std::mutex> lock(mutex_);
    table_.abandon(name, family, asker);
  }

  LookupCounts counts() {
    std::lock_guard<std::mutex> lock(mutex_);
    return table_.counts();
  }

 private:
  // Whether more look-ups are queued than threads are free for them, and another thread may be started.
  bool isShort() const { return table_.queued() > idle_ + starting_ && threads_ + starting_ < kMostLookups; }

  int startThread() {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, kStackSize);
    // The program's signals are for threads that it knows.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    const int error = pthread_create(&thread, &attributes, &NameThreads::enter, this);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    return error;
  }

  static void* enter(void* self) {
    static_cast<NameThreads*>(self)->run();
    return nullptr;
  }

  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    starting_--;
    threads_++;
    while (const auto lookup = take(lock)) {
      if (!lookup->begun) table_.begin(*lookup, true);
      startAnother(lock);
      lock.unlock();
      NameAnswer found = resolve(*lookup);
      lock.lock();
      table_.end(*lookup, std::move(found));
    }
    threads_--;
  }

  // Waits for a look-up. Null when none came for a while.
  std::shared_ptr<NameLookup> take(std::unique_lock<std::mutex>& lock) {
    const auto until = std::chrono::steady_clock::now() + kIdle;
    for (;;) {
      if (auto lookup = table_.next()) return lookup;
      idle_++;
      const bool isOver = work_.wait_until(lock, until) == std::cv_status::timeout;
      idle_--;
      if (isOver) return table_.next();
    }
  }

  // Each new thread starts the next one before it looks anything up. Threads that all began at once would take the
  // processors from each other, and a quick look-up would end no sooner than the slow ones.
  void startAnother(std::unique_lock<std::mutex>& lock) {
    if (!isShort()) return;
    starting_++;
    lock.unlock();
    const int error = startThread();
    lock.lock();
    if (error != 0) starting_--;
  }

  void fail(const std::shared_ptr<NameLookup>& lookup, int error) {
    if (!lookup->begun) table_.begin(*lookup, true);
    table_.end(*lookup, {nullptr, error, {}});
  }

  std::mutex mutex_;
  std::condition_variable work_;
  NameTable table_;
  size_t threads_ = 0;
  size_t starting_ = 0;
  size_t idle_ = 0;
};

// A thread may return from the system after the environment that loaded this library has ended. The code that it
// returns to must still be there.
void stayLoaded() {
  Dl_info self;
  if (dladdr(reinterpret_cast<void*>(&stayLoaded), &self) == 0) return;
  dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

// Never freed: threads use it until the process has ended.
NameThreads& threads() {
  static NameThreads* const all = [] {
    stayLoaded();
    return new NameThreads();
  }();
  return *all;
}

}  // namespace

bool lookUpName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id) {
  return threads().ask(name, family, {inbox, id});
}

void abandonName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id) {
  threads().abandon(name, family, {inbox, id});
}

LookupCounts lookupCounts() { return threads().counts(); }

}  // namespace rxicmp
