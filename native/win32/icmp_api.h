// The functions of iphlpapi.dll that the engine needs. They are looked up by name, because some versions have no
// Icmp6ParseReplies, and because tests put a double of the DLL in its place.
#pragma once

// Before winsock2.h, as it insists.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <winternl.h>

#include <iphlpapi.h>
#include <ipexport.h>

namespace rxicmp {

struct IcmpApi {
  HANDLE(WINAPI* createFile)();
  HANDLE(WINAPI* createFile6)();
  BOOL(WINAPI* closeHandle)(HANDLE);
  DWORD(WINAPI* sendEcho2Ex)(HANDLE, HANDLE event, PIO_APC_ROUTINE, void* context, ULONG source, ULONG destination,
                             void* data, WORD size, IP_OPTION_INFORMATION*, void* reply, DWORD replySize, DWORD timeout);
  DWORD(WINAPI* sendEcho26)(HANDLE, HANDLE event, PIO_APC_ROUTINE, void* context, sockaddr_in6* source,
                            sockaddr_in6* destination, void* data, WORD size, IP_OPTION_INFORMATION*, void* reply,
                            DWORD replySize, DWORD timeout);
  DWORD(WINAPI* parseReplies)(void* reply, DWORD size);
  DWORD(WINAPI* parseReplies6)(void* reply, DWORD size);
  ULONG(WINAPI* adapters)(ULONG family, ULONG flags, void* reserved, IP_ADAPTER_ADDRESSES*, ULONG* size);
  ULONG(WINAPI* toDosError)(LONG status);

  // Win32 error that says why requests of the family cannot be sent, or 0.
  DWORD missing(int family) const;

  // Loaded once in a process. Functions that are not there are null.
  static const IcmpApi& get();
};

}  // namespace rxicmp
