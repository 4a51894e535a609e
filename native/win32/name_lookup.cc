// Look-ups by GetAddrInfoExW, which completes on a thread of the system's pool and can be cancelled.
#include "../name_lookup.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include "../name_table.h"

namespace rxicmp {
namespace {

const char* codeOf(int error) {
  switch (error) {
    case WSAHOST_NOT_FOUND:
    case WSANO_DATA:
      return "ENOTFOUND";
    case WSATRY_AGAIN:
      return "EAI_AGAIN";
    case WSANO_RECOVERY:
      return "EAI_FAIL";
    case WSAEINVAL:
      return "EAI_BADFLAGS";
    case WSAEAFNOSUPPORT:
      return "EAI_FAMILY";
    case WSA_NOT_ENOUGH_MEMORY:
      return "EAI_MEMORY";
    case WSATYPE_NOT_FOUND:
      return "EAI_SERVICE";
    case WSAESOCKTNOSUPPORT:
      return "EAI_SOCKTYPE";
    default:
      return nullptr;
  }
}

NameAnswer read(int error, ADDRINFOEXW* found) {
  if (error != 0) {
    const char* const code = codeOf(error);
    return {code, code == nullptr ? error : 0, {}};
  }
  NameAnswer answer;
  // mingw has another type for the next one, which it does not define.
  for (auto* each = found; each != nullptr; each = reinterpret_cast<ADDRINFOEXW*>(each->ai_next)) {
    char text[INET6_ADDRSTRLEN];
    if (each->ai_family == AF_INET) {
      auto* const address = reinterpret_cast<sockaddr_in*>(each->ai_addr);
      if (inet_ntop(AF_INET, &address->sin_addr, text, sizeof text) != nullptr) answer.addresses.push_back({text, 0});
    } else if (each->ai_family == AF_INET6) {
      auto* const address = reinterpret_cast<sockaddr_in6*>(each->ai_addr);
      if (inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text) == nullptr) continue;
      const bool isLinkLocal = IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr);
      answer.addresses.push_back({text, isLinkLocal ? static_cast<uint32_t>(address->sin6_scope_id) : 0});
    }
  }
  return answer;
}

class NameCalls;

// A look-up that the system has. It is freed when the system has told its end.
struct NameCall {
  OVERLAPPED overlapped{};  // first: the system tells its address
  ADDRINFOEXW* found = nullptr;
  HANDLE cancel = nullptr;
  NameCalls* owner = nullptr;
  std::shared_ptr<NameLookup> lookup = nullptr;
};

class NameCalls {
 public:
  bool ask(const std::string& name, int family, NameAsker asker) {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    const auto [lookup, isNew] = table_.add(name, family, std::move(asker));
    if (isNew && table_.counts().underWay < kMostLookups) {
      // The queue was empty: whenever a look-up ends, the next one begins.
      table_.next();
      start(lookup, false);
    }
    return lookup->begun;
  }

  void abandon(const std::string& name, int family, const NameAsker& asker) {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    const auto lookup = table_.abandon(name, family, asker);
    if (lookup == nullptr) return;
    // A cancelled look-up has no answer for callers that ask from now on.
    table_.close(*lookup);
    const auto call = calls_.find(lookup.get());
    if (call != calls_.end() && call->second->cancel != nullptr && cancel_ != nullptr) cancel_(&call->second->cancel);
  }

  LookupCounts counts() {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    return table_.counts();
  }

 private:
  void start(const std::shared_ptr<NameLookup>& lookup, bool wasToldToWait) {
    table_.begin(*lookup, wasToldToWait);
    auto* const call = new NameCall();
    call->owner = this;
    call->lookup = lookup;
    calls_[lookup.get()] = call;
    ADDRINFOEXW hints{};
    hints.ai_family = lookup->family == 4 ? AF_INET : lookup->family == 6 ? AF_INET6 : AF_UNSPEC;
    // Otherwise each address would come once for each type.
    hints.ai_socktype = SOCK_STREAM;
    // The name is ASCII: Node has converted it.
    const std::wstring name(lookup->name.begin(), lookup->name.end());
    const int error = GetAddrInfoExW(name.c_str(), nullptr, NS_ALL, nullptr, &hints, &call->found, nullptr,
                                     &call->overlapped, kCompleted, &call->cancel);
    // Any other result means that no callback follows.
    if (error != WSA_IO_PENDING) end(call, error);
  }

  static void CALLBACK completed(DWORD error, DWORD, OVERLAPPED* overlapped) {
    auto* const call = reinterpret_cast<NameCall*>(overlapped);
    std::lock_guard<std::recursive_mutex> lock(call->owner->mutex_);
    call->owner->end(call, static_cast<int>(error));
  }

  void end(NameCall* call, int error) {
    calls_.erase(call->lookup.get());
    table_.end(*call->lookup, read(error, call->found));
    if (call->found != nullptr) FreeAddrInfoExW(call->found);
    delete call;
    startNext();
  }

  // In a loop: some look-ups end in the call that starts them.
  void startNext() {
    if (isStarting_) return;
    isStarting_ = true;
    while (table_.counts().underWay < kMostLookups) {
      const auto next = table_.next();
      if (next == nullptr) break;
      start(next, true);
    }
    isStarting_ = false;
  }

  // mingw declares the parameter that takes it as one that nobody uses.
  static inline const auto kCompleted = reinterpret_cast<LPLOOKUPSERVICE_COMPLETION_ROUTINE>(&NameCalls::completed);
  // mingw does not know this function either.
  int(WSAAPI* const cancel_)(HANDLE*) = reinterpret_cast<int(WSAAPI*)(HANDLE*)>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ws2_32.dll"), "GetAddrInfoExCancel")));
  // Cancelling may complete a look-up within the call.
  std::recursive_mutex mutex_;
  NameTable table_;
  bool isStarting_ = false;
  std::map<NameLookup*, NameCall*> calls_;
};

// Never freed: the system may complete look-ups until the process has ended. For the same reason the DLL stays loaded.
NameCalls& calls() {
  static NameCalls* const all = [] {
    HMODULE self = nullptr;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       reinterpret_cast<LPCWSTR>(&calls), &self);
    return new NameCalls();
  }();
  return *all;
}

}  // namespace

bool lookUpName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id) {
  return calls().ask(name, family, {inbox, id});
}

void abandonName(const std::string& name, int family, const std::shared_ptr<NameInbox>& inbox, uint32_t id) {
  calls().abandon(name, family, {inbox, id});
}

LookupCounts lookupCounts() { return calls().counts(); }

}  // namespace rxicmp
