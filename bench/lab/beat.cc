// The least that a schedule can cost here: one thread, one raw socket, and each target's request sent when its time has
// come, by absolute deadlines a millisecond apart, without DF, as ours are. No payload check, no time-outs. `beat FIRST TARGETS INTERVAL ROUNDS`.
#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const uint32_t first = ntohl(inet_addr(argv[1]));
  const int targets = std::atoi(argv[2]), interval = std::atoi(argv[3]), rounds = std::atoi(argv[4]);
  const int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  icmp_filter filter{~(1u << ICMP_ECHOREPLY)};
  const int on = 1, neverDf = IP_PMTUDISC_DONT;
  if (fd < 0 || setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) != 0 ||
      setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &neverDf, sizeof neverDf) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) {
    std::perror("beat");
    return 1;
  }
  prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
  uint8_t request[40] = {ICMP_ECHO};
  request[2] = 0xf7;
  request[3] = 0xff;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  int got = 0;
  for (int beat = 0; beat < interval * rounds; beat++) {
    due.tv_nsec += 1'000'000;
    if (due.tv_nsec >= 1'000'000'000) {
      due.tv_nsec -= 1'000'000'000;
      due.tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
    const int from = beat % interval * targets / interval, until = (beat % interval + 1) * targets / interval;
    for (int i = from; i < until; i++) {
      to.sin_addr.s_addr = htonl(first + static_cast<uint32_t>(i));
      sendto(fd, request, sizeof request, 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    uint8_t reply[2048];
    while (recv(fd, reply, sizeof reply, MSG_DONTWAIT) > 0) got++;
  }
  std::printf("%d\n", got);
}
