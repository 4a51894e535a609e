// Two ways in which Wine 8 and 10 hang, without Node and without anything of this project. The tests do not run it.
// Look at it when a test hangs that ends a process or a thread.
//
//   x86_64-w64-mingw32-gcc-posix -O2 -o wedges.exe wedges.c
//   unshare -n sh -c 'ip link set lo up; wine wedges.exe process; wineserver -k'
//
// process: the process ends while a thread of it sends echo requests. A few of a hundred hang: the last thread is in
//   NtTerminateProcess, is told there that a request has ended, and waits for a lock of ntdll.so that was held by one of
//   the threads that it has just ended.
// threads: a thread ends that has three requests. Nothing that Wine is asked to send after that is ever answered, in any
//   process, until `wineserver -k`: a thread of winedevice.exe is in recv() for good.
#define PIO_APC_ROUTINE_DEFINED
#include <windows.h>
#include <stdlib.h>
#include <string.h>

#define LOOPBACK 0x0100007f

typedef void(WINAPI *Apc)(void *context, void *ioStatusBlock, ULONG);
static DWORD(WINAPI *sendEcho)(HANDLE, HANDLE, Apc, void *, ULONG, ULONG, void *, WORD, void *, void *, DWORD, DWORD);
static HANDLE icmp;

static void WINAPI forget(void *context, void *ioStatusBlock, ULONG reserved) {
  (void)context, (void)ioStatusBlock, (void)reserved;
}

static void ping(Apc apc) { sendEcho(icmp, NULL, apc, NULL, 0, LOOPBACK, NULL, 0, NULL, calloc(1, 256), 256, 1000); }

static void WINAPI again(void *context, void *ioStatusBlock, ULONG reserved) {
  (void)context, (void)ioStatusBlock, (void)reserved;
  ping(again);
}

static DWORD WINAPI sendMany(void *started) {
  SetEvent(started);
  for (int i = 0; i < 500; i++) {
    ping(forget);
    if (i % 64 == 0) SleepEx(0, TRUE);
  }
  for (;;) SleepEx(INFINITE, TRUE);
  return 0;
}

static DWORD WINAPI sendThree(void *unused) {
  (void)unused;
  for (int i = 0; i < 3; i++) ping(again);
  for (int i = 0; i < 30; i++) SleepEx(1, TRUE);
  return 0;
}

int main(int count, char **arguments) {
  const HMODULE iphlpapi = LoadLibraryA("iphlpapi.dll");
  sendEcho = (void *)GetProcAddress(iphlpapi, "IcmpSendEcho2Ex");
  icmp = ((HANDLE(WINAPI *)(void))(void *)GetProcAddress(iphlpapi, "IcmpCreateFile"))();
  if (count > 1 && strcmp(arguments[1], "threads") == 0) {
    for (int i = 0; i < 15; i++) WaitForSingleObject(CreateThread(NULL, 0, sendThree, NULL, 0, NULL), INFINITE);
    char reply[256];
    return sendEcho(icmp, NULL, NULL, NULL, 0, LOOPBACK, NULL, 0, NULL, reply, sizeof reply, 1000) == 1 ? 0 : 1;
  }
  const HANDLE started = CreateEventA(NULL, FALSE, FALSE, NULL);
  CreateThread(NULL, 0, sendMany, started, 0, NULL);
  WaitForSingleObject(started, INFINITE);
  Sleep(GetTickCount() % 20);
  ExitProcess(0);
}
