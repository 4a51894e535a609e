// A double of the ICMP functions of iphlpapi.dll. It sends nothing. It behaves as Windows was seen to behave, also
// where Wine does not or cannot, on a network that a script describes. Tests name it in RXICMP_TEST_IPHLPAPI.
#include "script.h"

#include <winternl.h>

#include <iphlpapi.h>
#include <ipexport.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#define EXPORT extern "C" __declspec(dllexport)

namespace {

using Clock = std::chrono::steady_clock;

constexpr LONG kInvalidParameter = static_cast<LONG>(0xC000000D);
constexpr LONG kNoMemory = static_cast<LONG>(0xC0000017);
constexpr uint32_t kTooBig = 11009, kTimedOut = 11010, kTtlExpired = 11013, kGeneralFailure = 11050;
constexpr DWORD kInvalidNetname = 1214;
constexpr size_t kReply6 = 36, kAddress6 = 6, kStatus6 = 28, kRoundTrip6 = 32;

struct Handle {
  int family;
  int pending = 0;
};

struct Apc {
  PIO_APC_ROUTINE routine = nullptr;
  void* context = nullptr;
  IO_STATUS_BLOCK io{};
};

struct Echo {
  Handle* handle;
  int family;
  HANDLE event = nullptr;
  HANDLE thread = nullptr;  // the one that issued it, when it is to run an APC
  Apc* apc = nullptr;
  bool done = false;        // a synchronous one waits for that
  Address destination, from;
  std::vector<uint8_t> payload, options;
  uint8_t ttl = 128, tos = 0, flags = 0;
  uint8_t* reply;
  DWORD replySize;
  Clock::time_point sentAt;
  Host host;
  uint32_t status = 0;
  LONG ioStatus = 0;
  DWORD count = 0;  // of replies
};

// Never destroyed: when a process ends, its threads have stopped without releasing their locks.
struct World {
  const Script script = Script::fromEnvironment();
  std::mutex mutex;
  std::condition_variable changed;
  std::set<Handle*> handles;
  std::multimap<Clock::time_point, Echo*> due;
  unsigned outstanding = 0;
};

void complete(World& world, Echo* echo);

void keepTime(World* world) {
  std::unique_lock<std::mutex> lock(world->mutex);
  for (;;) {
    if (world->due.empty()) {
      world->changed.wait(lock);
      continue;
    }
    const Clock::time_point next = world->due.begin()->first;
    if (next > Clock::now()) {
      world->changed.wait_until(lock, next);
      continue;
    }
    Echo* const echo = world->due.begin()->second;
    world->due.erase(world->due.begin());
    complete(*world, echo);
  }
}

World& world() {
  static World* const only = [] {
    auto* const made = new World;
    // The thread runs until the process ends, whoever unloads this DLL before: koffi does, as an environment ends.
    HMODULE ignored;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       reinterpret_cast<LPCWSTR>(reinterpret_cast<void*>(keepTime)), &ignored);
    std::thread(keepTime, made).detach();
    return made;
  }();
  return *only;
}

// ---- What becomes of a request ---------------------------------------------------------------------------------------

uint32_t wholeMs(const Echo& echo) {
  return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - echo.sentAt).count());
}

// A host that answers notes itself in a record route option that has room.
void recordRoute(Echo& echo) {
  std::vector<uint8_t>& option = echo.options;
  if (option.size() < 3 || option[0] != 7 || option[1] > option.size() || option[2] + 3 > option[1]) return;
  std::copy_n(echo.destination.bytes, 4, option.begin() + option[2] - 1);
  option[2] += 4;
}

// The payload as it comes back.
std::vector<uint8_t> returned(const Echo& echo) {
  std::vector<uint8_t> data = echo.payload;
  if (echo.host.alter && !data.empty()) data.back() ^= 0xff;
  if (echo.host.forge && !data.empty()) data.front() ^= 0xff;
  if (echo.host.flip >= 0 && static_cast<size_t>(echo.host.flip) < data.size()) data[echo.host.flip] ^= 0xff;
  if (echo.host.truncate >= 0) data.resize(std::min<size_t>(data.size(), static_cast<size_t>(echo.host.truncate)));
  return data;
}

DWORD write4(Echo& echo) {
  const std::vector<uint8_t> data = echo.status == 0 ? returned(echo) : std::vector<uint8_t>();
  recordRoute(echo);
  std::vector<Address> from = echo.host.replies;
  if (from.empty() || echo.status != 0) from = {echo.from};
  const size_t optionsSize = echo.status == 0 ? (echo.options.size() + 7) & ~size_t{7} : 0;
  const size_t each = optionsSize + ((data.size() + 7) & ~size_t{7});
  const auto fits = [&] { return from.size() * (sizeof(ICMP_ECHO_REPLY) + each) - (each - optionsSize - data.size()); };
  while (from.size() > 1 && fits() > echo.replySize) from.pop_back();
  ICMP_ECHO_REPLY first{};
  if (fits() > echo.replySize) {
    echo.status = kGeneralFailure;
    first.Status = echo.status;
    memcpy(echo.reply, &first, std::min<size_t>(sizeof first, echo.replySize));
    return 0;
  }
  size_t free = from.size() * sizeof(ICMP_ECHO_REPLY);
  for (size_t i = 0; i < from.size(); i++) {
    ICMP_ECHO_REPLY record{};
    memcpy(&record.Address, from[i].bytes, 4);
    record.Status = echo.status;
    record.RoundTripTime = wholeMs(echo);
    record.Options.Ttl = 57;
    record.Options.Tos = echo.tos;
    if (echo.status == 0) {
      record.DataSize = static_cast<USHORT>(data.size());
      record.Options.OptionsSize = static_cast<UCHAR>(echo.options.size());
      record.Options.OptionsData = echo.options.empty() ? nullptr : echo.reply + free;
      std::copy(echo.options.begin(), echo.options.end(), echo.reply + free);
      free += optionsSize;
      record.Data = echo.reply + free;
      std::copy(data.begin(), data.end(), echo.reply + free);
      free += (data.size() + 7) & ~size_t{7};
      if (echo.host.wild) record.Data = echo.reply + echo.replySize - 1;
    }
    if (i == 0) record.Reserved = static_cast<USHORT>(echo.status == kTimedOut ? 0 : from.size());
    memcpy(echo.reply + i * sizeof record, &record, sizeof record);
  }
  echo.count = echo.status == kTimedOut ? 0 : static_cast<DWORD>(from.size());
  return static_cast<DWORD>(std::min<size_t>(free, echo.replySize));
}

DWORD write6(Echo& echo) {
  const std::vector<uint8_t> data = echo.status == 0 ? returned(echo) : std::vector<uint8_t>();
  if (kReply6 + data.size() > echo.replySize) echo.status = kGeneralFailure;
  uint8_t record[kReply6] = {};
  const uint32_t roundTrip = wholeMs(echo);
  if (echo.status != kTimedOut && echo.status != kGeneralFailure) memcpy(record + kAddress6, echo.from.bytes, 16);
  memcpy(record + kStatus6, &echo.status, 4);
  memcpy(record + kRoundTrip6, &roundTrip, 4);
  memcpy(echo.reply, record, std::min<size_t>(sizeof record, echo.replySize));
  if (echo.status == kGeneralFailure) return kReply6;
  std::copy(data.begin(), data.end(), echo.reply + kReply6);
  echo.count = echo.status == 0 || echo.status == kTtlExpired ? 1 : 0;
  return static_cast<DWORD>(kReply6 + data.size());
}

void CALLBACK runApc(ULONG_PTR parameter) {
  auto* const apc = reinterpret_cast<Apc*>(parameter);
  apc->routine(apc->context, &apc->io, 0);
  delete apc;
}

// The event may be closed by then.
void setLater(HANDLE event) {
  HANDLE own;
  DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &own, 0, FALSE, DUPLICATE_SAME_ACCESS);
  std::thread([own] {
    Sleep(30);
    SetEvent(own);
    CloseHandle(own);
  }).detach();
}

// Called under the world's lock. It tells the caller last, because the caller may free everything then.
void complete(World& world, Echo* echo) {
  DWORD information = 0;
  if (!echo->host.blank) information = echo->family == 4 ? write4(*echo) : write6(*echo);
  world.outstanding--;
  echo->handle->pending--;
  world.changed.notify_all();
  if (echo->event == nullptr && echo->apc == nullptr) {
    echo->done = true;
    return;
  }
  if (echo->event != nullptr) {
    if (echo->host.twice) setLater(echo->event);
    SetEvent(echo->event);
  }
  if (echo->apc != nullptr) {
    echo->apc->io.Status = echo->ioStatus;
    echo->apc->io.Information = information;
    // A thread that has ended runs no APC.
    if (QueueUserAPC(runApc, echo->thread, reinterpret_cast<ULONG_PTR>(echo->apc)) == 0) delete echo->apc;
    CloseHandle(echo->thread);
  }
  delete echo;
}

// Decides how a request ends, and when.
double plan(Echo& echo, const World& world, DWORD timeout) {
  const Host* const host = world.script.find(echo.destination);
  if (host != nullptr) echo.host = *host;
  else echo.host.silent = true;
  echo.from = echo.destination;
  const bool isTooBig = echo.host.mtu != 0 && (echo.flags & IP_FLAG_DF) != 0 && echo.payload.size() + 28 > echo.host.mtu;
  if (echo.ttl == 0 && echo.family == 6) {
    echo.status = kGeneralFailure;
    if (echo.apc != nullptr) echo.ioStatus = kInvalidParameter;
    return 0;
  }
  echo.ioStatus = echo.host.ioStatus;
  if (echo.host.ioStatus < 0 || world.outstanding > world.script.capacity) {
    echo.ioStatus = echo.host.ioStatus < 0 ? echo.host.ioStatus : kNoMemory;
    echo.host.blank = true;
    return 0;
  }
  if (isTooBig || (echo.host.hops != 0 && echo.ttl <= echo.host.hops)) echo.status = isTooBig ? kTooBig : kTtlExpired;
  else echo.status = echo.host.status;
  if (echo.status != 0) echo.from = echo.host.from;
  if (echo.host.never) return 1e9;
  if (echo.host.silent || echo.host.delay > timeout) {
    echo.status = kTimedOut;
    echo.from = {};
    return timeout;
  }
  return echo.host.delay;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

// What both families have in common. `options` and `source` may be null.
DWORD send(HANDLE icmp, HANDLE event, PIO_APC_ROUTINE routine, void* context, const Address& source,
           const Address& destination, const void* data, WORD size, const IP_OPTION_INFORMATION* options, void* reply,
           DWORD replySize, DWORD timeout) {
  World& world = ::world();
  std::unique_lock<std::mutex> lock(world.mutex);
  const char* const mode = event != nullptr ? "event" : routine != nullptr ? "apc" : "sync";
  if (isNoting()) note("{\"call\":\"send\",\"family\":" + std::to_string(destination.family) + ",\"mode\":" + quoted(mode) +
       ",\"apcPassed\":" + (routine != nullptr ? "true" : "false") + ",\"destination\":" + quoted(destination.text()) +
       ",\"source\":" + quoted(source.text()) + ",\"size\":" + std::to_string(size) +
       ",\"ttl\":" + (options != nullptr ? std::to_string(options->Ttl) : "null") +
       ",\"flags\":" + (options != nullptr ? std::to_string(options->Flags) : "null") +
       ",\"replySize\":" + std::to_string(replySize) + ",\"timeout\":" + std::to_string(timeout) +
       ",\"outstanding\":" + std::to_string(world.outstanding) + "}");
  DWORD error = 0;
  const auto handle = world.handles.find(static_cast<Handle*>(icmp));
  const Host* const host = world.script.find(destination);
  if (icmp == INVALID_HANDLE_VALUE) error = ERROR_INVALID_PARAMETER;
  else if (handle == world.handles.end()) error = ERROR_INVALID_HANDLE;
  else if (reply == nullptr || replySize == 0) error = ERROR_INVALID_PARAMETER;
  else if (destination.isZero() || !world.script.isSource(source)) error = kInvalidNetname;
  else if (host != nullptr) error = host->refuse;
  if (error != 0) {
    note("{\"refused\":" + std::to_string(error) + "}");
    SetLastError(error);
    return 0;
  }

  auto* const echo = new Echo;
  echo->handle = *handle;
  echo->family = destination.family;
  echo->destination = destination;
  echo->payload.assign(static_cast<const uint8_t*>(data), static_cast<const uint8_t*>(data) + size);
  echo->reply = static_cast<uint8_t*>(reply);
  echo->replySize = replySize;
  if (options != nullptr) {
    echo->ttl = options->Ttl;
    echo->tos = options->Tos;
    echo->flags = options->Flags;
    echo->options.assign(options->OptionsData, options->OptionsData + options->OptionsSize);
  }
  echo->sentAt = Clock::now();
  if (event != nullptr) {
    echo->event = event;
    ResetEvent(event);
  } else if (routine != nullptr) {
    echo->apc = new Apc{routine, context, {}};
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &echo->thread, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
  }
  world.outstanding++;
  echo->handle->pending++;
  const double after = plan(*echo, world, timeout);
  const bool isAsync = echo->event != nullptr || echo->apc != nullptr;
  world.due.emplace(echo->sentAt + std::chrono::microseconds(static_cast<int64_t>(after * 1000)), echo);
  world.changed.notify_all();
  if (isAsync) {
    SetLastError(ERROR_IO_PENDING);
    return 0;
  }
  world.changed.wait(lock, [&] { return echo->done; });
  const DWORD count = echo->count;
  // What a synchronous call has parsed already.
  if (count > 0 && echo->family == 4) reinterpret_cast<ICMP_ECHO_REPLY*>(echo->reply)->Reserved = 0;
  SetLastError(count > 0 ? 0 : echo->status);
  delete echo;
  return count;
}

HANDLE createFile(int family) {
  World& world = ::world();
  std::lock_guard<std::mutex> lock(world.mutex);
  auto* const handle = new Handle{family};
  world.handles.insert(handle);
  note("{\"call\":\"create\",\"family\":" + std::to_string(family) + "}");
  return handle;
}

}  // namespace

// ---- What iphlpapi.dll exports ---------------------------------------------------------------------------------------

EXPORT HANDLE WINAPI IcmpCreateFile() { return createFile(4); }

EXPORT HANDLE WINAPI Icmp6CreateFile() { return createFile(6); }

// Blocks until every request of the handle has ended, as on Windows.
EXPORT BOOL WINAPI IcmpCloseHandle(HANDLE icmp) {
  World& world = ::world();
  std::unique_lock<std::mutex> lock(world.mutex);
  auto* const handle = static_cast<Handle*>(icmp);
  if (world.handles.erase(handle) == 0) {
    note("{\"call\":\"close\",\"error\":6}");
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
  }
  note("{\"call\":\"close\",\"pending\":" + std::to_string(handle->pending) + "}");
  world.changed.wait(lock, [&] { return handle->pending == 0; });
  delete handle;
  return TRUE;
}

EXPORT DWORD WINAPI IcmpSendEcho2Ex(HANDLE icmp, HANDLE event, PIO_APC_ROUTINE routine, void* context, ULONG source,
                                    ULONG destination, void* data, WORD size, IP_OPTION_INFORMATION* options,
                                    void* reply, DWORD replySize, DWORD timeout) {
  return send(icmp, event, routine, context, Address::of(4, &source), Address::of(4, &destination), data, size, options,
              reply, replySize, timeout);
}

EXPORT DWORD WINAPI Icmp6SendEcho2(HANDLE icmp, HANDLE event, PIO_APC_ROUTINE routine, void* context,
                                   sockaddr_in6* source, sockaddr_in6* destination, void* data, WORD size,
                                   IP_OPTION_INFORMATION* options, void* reply, DWORD replySize, DWORD timeout) {
  // Unlike the IPv4 function, it requires one.
  if (source == nullptr) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return 0;
  }
  return send(icmp, event, routine, context, Address::of(6, &source->sin6_addr), Address::of(6, &destination->sin6_addr),
              data, size, options, reply, replySize, timeout);
}

EXPORT DWORD WINAPI IcmpParseReplies(void* reply, DWORD) {
  auto* const first = static_cast<ICMP_ECHO_REPLY*>(reply);
  const DWORD count = first->Reserved;
  if (count == 0) SetLastError(first->Status);
  first->Reserved = 0;
  return count;
}

EXPORT DWORD WINAPI Icmp6ParseReplies(void* reply, DWORD size) {
  if (reply == nullptr || size == 0) {
    SetLastError(ERROR_GEN_FAILURE);
    return 0;
  }
  uint32_t status;
  memcpy(&status, static_cast<uint8_t*>(reply) + kStatus6, sizeof status);
  if (status == 0 || status == kTtlExpired) return 1;
  SetLastError(status);
  return 0;
}

// The machine's own.
EXPORT ULONG WINAPI GetAdaptersAddresses(ULONG family, ULONG flags, void* reserved, IP_ADAPTER_ADDRESSES* addresses,
                                         ULONG* size) {
  using Function = ULONG(WINAPI*)(ULONG, ULONG, void*, IP_ADAPTER_ADDRESSES*, ULONG*);
  const HMODULE system = LoadLibraryExW(L"iphlpapi.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  const auto function =
      reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(system, "GetAdaptersAddresses")));
  return function(family, flags, reserved, addresses, size);
}
