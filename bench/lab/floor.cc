// The least that pinging a block of loopback addresses can cost here: one raw socket with a filter and receive stamps,
// and for each address one sendto and one recvmsg. Requests are without DF, as ours are: the kernel has more work with them. No payload check, no time-outs, nothing else. `floor FIRST COUNT
// [THREADS]`: threads share out the addresses, and each has a socket that gets its own replies.
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <thread>
#include <vector>

struct Share {
  uint32_t first = 0;
  int count = 0;
  uint16_t identifier = 0;
  int got = 0;
  double stamps = 0;
};

static double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

static int openSocket(uint16_t identifier, bool isShared) {
  const int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  icmp_filter types{~(1u << ICMP_ECHOREPLY)};
  const int on = 1, neverDf = IP_PMTUDISC_DONT;
  // The identifier stands behind the IP header, whose length goes into X.
  sock_filter own[] = {BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
                       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
                       BPF_STMT(BPF_RET | BPF_K, 0)};
  const sock_fprog program{std::size(own), own};
  if (fd < 0 || setsockopt(fd, SOL_RAW, ICMP_FILTER, &types, sizeof types) != 0 ||
      (isShared && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) ||
      setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &neverDf, sizeof neverDf) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) {
    std::perror("floor");
    std::exit(1);
  }
  return fd;
}

static void ping(Share& share, int fd) {
  uint8_t request[40] = {ICMP_ECHO};
  request[4] = static_cast<uint8_t>(share.identifier >> 8);
  request[5] = static_cast<uint8_t>(share.identifier);
  const auto checksum = static_cast<uint16_t>(~((ICMP_ECHO << 8) + share.identifier));
  request[2] = static_cast<uint8_t>(checksum >> 8);
  request[3] = static_cast<uint8_t>(checksum);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  uint8_t reply[2048], control[256];
  for (int i = 0; i < share.count; i++) {
    to.sin_addr.s_addr = htonl(share.first + static_cast<uint32_t>(i));
    share.stamps += now();
    sendto(fd, request, sizeof request, 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    iovec vector{reply, sizeof reply};
    msghdr message{};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (recvmsg(fd, &message, MSG_DONTWAIT) > 0) share.got++;
  }
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const uint32_t first = ntohl(inet_addr(argv[1]));
  const int count = std::atoi(argv[2]), threads = argc > 3 ? std::atoi(argv[3]) : 1;
  std::vector<Share> shares(static_cast<size_t>(threads));
  std::vector<int> sockets;
  for (int n = 0; n < threads; n++) {
    const int from = static_cast<int>(int64_t{count} * n / threads), to = static_cast<int>(int64_t{count} * (n + 1) / threads);
    shares[static_cast<size_t>(n)] = {first + static_cast<uint32_t>(from), to - from, static_cast<uint16_t>(n)};
    sockets.push_back(openSocket(static_cast<uint16_t>(n), threads > 1));
  }
  const double start = now();
  std::vector<std::thread> helpers;
  for (size_t n = 1; n < shares.size(); n++) helpers.emplace_back(ping, std::ref(shares[n]), sockets[n]);
  ping(shares[0], sockets[0]);
  for (std::thread& helper : helpers) helper.join();
  const double took = now() - start;
  int got = 0;
  // The clock's readings are printed so that they are made.
  double stamps = 0;
  for (const Share& share : shares) {
    got += share.got;
    stamps += share.stamps;
  }
  std::printf("%d %f %g\n", got, took, stamps);
}
