// The least that a round-trip time takes: one thread, one raw socket, a clock read beside each sendto, and the kernel's
// stamp on each reply. `paced FIRST COUNT GAP`: GAP is in microseconds. Prints a line for each address that answered: its
// text, and nanoseconds.
#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

static int64_t read(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const uint32_t first = ntohl(inet_addr(argv[1]));
  const int count = std::atoi(argv[2]);
  const int64_t gap = std::atoll(argv[3]) * 1000;
  const int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP);
  icmp_filter filter{~(1u << ICMP_ECHOREPLY)};
  const int on = 1;
  if (fd < 0 || setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) {
    std::perror("paced");
    return 1;
  }
  prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
  uint8_t request[40] = {ICMP_ECHO};
  request[2] = 0xf7;
  request[3] = 0xff;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  std::vector<int64_t> sent(static_cast<size_t>(count)), took(static_cast<size_t>(count), -1);
  const int64_t start = read(CLOCK_MONOTONIC), end = start + gap * count + 500'000'000;
  int next = 0;
  for (int64_t now = start; now < end; now = read(CLOCK_MONOTONIC)) {
    while (next < count && start + next * gap <= now) {
      to.sin_addr.s_addr = htonl(first + static_cast<uint32_t>(next));
      sent[static_cast<size_t>(next++)] = read(CLOCK_REALTIME);
      sendto(fd, request, sizeof request, 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    const int64_t wait = (next < count ? start + next * gap : end) - read(CLOCK_MONOTONIC);
    timespec timeout{0, wait < 0 ? 0 : wait < 999'999'999 ? wait : 999'999'999};
    pollfd polled{fd, POLLIN, 0};
    if (ppoll(&polled, 1, &timeout, nullptr) <= 0) continue;
    uint8_t packet[2048];
    alignas(cmsghdr) uint8_t control[256];
    iovec vector{packet, sizeof packet};
    msghdr message{};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (recvmsg(fd, &message, 0) < 28) continue;
    uint32_t from;
    std::memcpy(&from, packet + 12, sizeof from);
    const uint32_t index = ntohl(from) - first;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_type != SCM_TIMESTAMPNS || index >= static_cast<uint32_t>(count)) continue;
      timespec stamp;
      std::memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
      took[index] = int64_t{stamp.tv_sec} * 1'000'000'000 + stamp.tv_nsec - sent[index];
    }
  }
  for (int i = 0; i < count; i++) {
    if (took[static_cast<size_t>(i)] < 0) continue;
    const in_addr address{htonl(first + static_cast<uint32_t>(i))};
    std::printf("%s %lld\n", inet_ntoa(address), static_cast<long long>(took[static_cast<size_t>(i)]));
  }
}
