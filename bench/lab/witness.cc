// Sees what goes through a device, with the kernel's own stamps: `witness DEVICE`. Ends with its standard input, and then
// prints a line for each echo request (>) and reply (<): the address of the other side and nanoseconds of the wall clock.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

constexpr int kLookMs = 5;

struct Seen {
  bool out;
  in_addr peer;
  int64_t at;
};

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK, htons(ETH_P_ALL));
  sockaddr_ll device{};
  device.sll_family = AF_PACKET;
  device.sll_protocol = htons(ETH_P_ALL);
  device.sll_ifindex = static_cast<int>(if_nametoindex(argv[1]));
  const int on = 1, buffer = 64 << 20;
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&device), sizeof device) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) != 0) {
    std::perror("witness");
    return 1;
  }
  std::printf("%s\n", argv[1]);
  std::fflush(stdout);

  std::vector<Seen> seen;
  seen.reserve(1 << 18);
  for (bool running = true; running;) {
    // Nobody waits for the packets themselves: the sender would wake this process between the stamp here and its own stamp
    // at the driver, which takes up to a tenth of a millisecond.
    pollfd input{STDIN_FILENO, POLLIN, 0};
    running = poll(&input, 1, kLookMs) == 0;
    for (;;) {
      uint8_t packet[256];
      alignas(cmsghdr) uint8_t control[128];
      sockaddr_ll from{};
      iovec vector{packet, sizeof packet};
      msghdr message{};
      message.msg_name = &from;
      message.msg_namelen = sizeof from;
      message.msg_iov = &vector;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      const ssize_t size = recvmsg(fd, &message, 0);
      if (size < 0) break;
      if (size < 28 || packet[0] >> 4 != 4 || packet[9] != 1) continue;
      const uint8_t type = packet[(packet[0] & 0xf) * 4];
      const bool out = from.sll_pkttype == PACKET_OUTGOING;
      if (type != (out ? 8 : 0)) continue;
      timespec stamp{};
      for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_type == SCM_TIMESTAMPNS) std::memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
      }
      in_addr peer;
      std::memcpy(&peer, packet + (out ? 16 : 12), sizeof peer);
      seen.push_back({out, peer, int64_t{stamp.tv_sec} * 1'000'000'000 + stamp.tv_nsec});
    }
  }
  for (const Seen& one : seen) {
    std::printf("%c %s %lld\n", one.out ? '>' : '<', inet_ntoa(one.peer), static_cast<long long>(one.at));
  }
}
