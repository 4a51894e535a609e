// iphlpapi.dll for Wine before 10.14, with a usable event mode. That Wine frees the IO_STATUS_BLOCK of a request with
// an event at once, and writes to that memory at the end, when others may use it. If the request also has an APC, Wine
// keeps the block until the APC has run. So here every request with an event has an APC, which does nothing. Everything
// else is Wine's own.
#define WIN32_LEAN_AND_MEAN
#define PIO_APC_ROUTINE_DEFINED
#include <windows.h>

typedef VOID(WINAPI *Apc)(PVOID, PVOID, ULONG);
typedef DWORD(WINAPI *SendEcho)(HANDLE, HANDLE, Apc, PVOID, ULONG, ULONG, PVOID, WORD, PVOID, PVOID, DWORD, DWORD);

static VOID WINAPI nothing(PVOID context, PVOID ioStatusBlock, ULONG reserved) {
  (void)context, (void)ioStatusBlock, (void)reserved;
}

__declspec(dllexport) DWORD WINAPI IcmpSendEcho2Ex(HANDLE handle, HANDLE event, Apc apc, PVOID context, ULONG source,
                                                   ULONG destination, PVOID data, WORD size, PVOID options, PVOID reply,
                                                   DWORD replySize, DWORD timeout) {
  static SendEcho real;
  if (!real) real = (SendEcho)(void *)GetProcAddress(LoadLibraryA("iphlpapi.dll"), "IcmpSendEcho2Ex");
  if (event && !apc) apc = nothing;
  return real(handle, event, apc, context, source, destination, data, size, options, reply, replySize, timeout);
}
