// The least that pinging a block of loopback addresses by IcmpSendEcho2Ex can cost: one thread, so many requests at a
// time, each completed by an APC on it, which reads the reply and sends the next. `wine_echo COUNT CONCURRENT LAPS` prints
// what the last lap did.
#define PIO_APC_ROUTINE_DEFINED
#include <winsock2.h>
#include <windows.h>
#include <iphlpapi.h>
#include <ipexport.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using Apc = void(WINAPI*)(void* context, void* ioStatusBlock, ULONG);
DWORD(WINAPI* sendEcho)(HANDLE, HANDLE, Apc, void*, ULONG, ULONG, void*, WORD, void*, void*, DWORD, DWORD);
DWORD(WINAPI* parseReplies)(void*, DWORD);

struct Echo {
  uint8_t payload[32];
  alignas(8) uint8_t reply[sizeof(ICMP_ECHO_REPLY) + 32 + 8 + 16];
};

HANDLE icmp;
int count, next, answered, ended;

void sendNext(Echo& echo);

void WINAPI onReply(void* context, void* ioStatusBlock, ULONG) {
  Echo& echo = *static_cast<Echo*>(context);
  LONG status;
  std::memcpy(&status, ioStatusBlock, sizeof status);
  ICMP_ECHO_REPLY reply;
  if (status == 0 && parseReplies(echo.reply, sizeof echo.reply) == 1) {
    std::memcpy(&reply, echo.reply, sizeof reply);
    const bool isWhole = reply.Status == 0 && reply.DataSize == sizeof echo.payload;
    if (isWhole && std::memcmp(reply.Data, echo.payload, sizeof echo.payload) == 0) answered++;
  }
  ended++;
  if (next < count) sendNext(echo);
}

void sendNext(Echo& echo) {
  const uint32_t n = static_cast<uint32_t>(next++);
  std::memcpy(echo.payload, &n, sizeof n);
  const ULONG to = htonl(0x7f010000 + n);
  sendEcho(icmp, nullptr, onReply, &echo, 0, to, echo.payload, sizeof echo.payload, nullptr, echo.reply,
           sizeof echo.reply, 5000);
  if (GetLastError() != ERROR_IO_PENDING) ended++;
}

double now() {
  LARGE_INTEGER frequency, time;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&time);
  return static_cast<double>(time.QuadPart) * 1e3 / static_cast<double>(frequency.QuadPart);
}

template <typename Function>
void find(HMODULE library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  count = std::atoi(argv[1]);
  std::vector<Echo> echoes(static_cast<size_t>(std::atoi(argv[2])));
  const HMODULE library = LoadLibraryA("iphlpapi.dll");
  HANDLE(WINAPI * createFile)();
  find(library, "IcmpCreateFile", createFile);
  find(library, "IcmpSendEcho2Ex", sendEcho);
  find(library, "IcmpParseReplies", parseReplies);
  icmp = createFile();
  double took = 0;
  for (int lap = std::atoi(argv[3]); lap > 0; lap--) {
    next = answered = ended = 0;
    const double start = now();
    for (Echo& echo : echoes) sendNext(echo);
    while (ended < count) SleepEx(INFINITE, TRUE);
    took = now() - start;
  }
  std::printf("{\"count\":%d,\"lost\":%d,\"milliseconds\":%f}\n", count, count - answered, took);
}
