#include "icmp_api.h"

namespace rxicmp {
namespace {

// Names a DLL that stands in for iphlpapi.dll. Only tests set it.
constexpr wchar_t kDouble[] = L"RXICMP_TEST_IPHLPAPI";

HMODULE load() {
  wchar_t path[MAX_PATH + 1];
  const DWORD length = GetEnvironmentVariableW(kDouble, path, MAX_PATH);
  if (length > 0 && length < MAX_PATH) return LoadLibraryW(path);
  return LoadLibraryExW(L"iphlpapi.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
}

template <typename Function>
void find(HMODULE module, const char* name, Function& function) {
  const FARPROC found = module == nullptr ? nullptr : GetProcAddress(module, name);
  // By way of void*: the compiler warns of a cast between function types.
  function = reinterpret_cast<Function>(reinterpret_cast<void*>(found));
}

}  // namespace

const IcmpApi& IcmpApi::get() {
  static const IcmpApi api = [] {
    IcmpApi a{};
    const HMODULE module = load();
    find(module, "IcmpCreateFile", a.createFile);
    find(module, "Icmp6CreateFile", a.createFile6);
    find(module, "IcmpCloseHandle", a.closeHandle);
    find(module, "IcmpSendEcho2Ex", a.sendEcho2Ex);
    find(module, "Icmp6SendEcho2", a.sendEcho26);
    find(module, "IcmpParseReplies", a.parseReplies);
    find(module, "Icmp6ParseReplies", a.parseReplies6);
    find(module, "GetAdaptersAddresses", a.adapters);
    find(GetModuleHandleW(L"ntdll.dll"), "RtlNtStatusToDosError", a.toDosError);
    return a;
  }();
  return api;
}

DWORD IcmpApi::missing(int family) const {
  const bool complete = closeHandle != nullptr && (family == 4 ? createFile && sendEcho2Ex && parseReplies
                                                               : createFile6 && sendEcho26);
  return complete ? 0 : ERROR_CALL_NOT_IMPLEMENTED;
}

}  // namespace rxicmp
