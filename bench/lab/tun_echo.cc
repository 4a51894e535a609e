// A fast network behind a TUN device: every echo request that comes out of it is answered after a delay.
// `tun_echo DEVICE MICROSECONDS`; ends with its standard input. Prints a line once the device is there, and at the end
// how many requests came.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>

static int64_t now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

struct Answer {
  int64_t due;
  uint16_t size;
  uint8_t bytes[128];
};

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const int64_t delay = std::atoll(argv[2]) * 1000;
  const int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ifreq request{};
  std::strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request) != 0) {
    std::perror("tun_echo");
    return 1;
  }
  std::printf("%s\n", argv[1]);
  std::fflush(stdout);
  prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);

  std::deque<Answer> answers;  // all wait equally long
  uint8_t packet[2048];
  long requests = 0;
  for (;;) {
    ssize_t size = 0;
    for (int i = 0; i < 64 && (size = read(tun, packet, sizeof packet)) > 0; i++) {
      const size_t header = (packet[0] & 0xf) * 4u;
      const bool isRequest = packet[0] >> 4 == 4 && packet[9] == 1 && packet[header] == 8;
      if (!isRequest || static_cast<size_t>(size) > sizeof answers.front().bytes) continue;
      requests++;
      Answer& answer = answers.emplace_back();
      answer.due = now() + delay;
      answer.size = static_cast<uint16_t>(size);
      std::memcpy(answer.bytes, packet, static_cast<size_t>(size));
      std::swap_ranges(answer.bytes + 12, answer.bytes + 16, answer.bytes + 16);
      // From type 8 to type 0, and the checksum with it.
      answer.bytes[header] = 0;
      uint32_t sum = static_cast<uint32_t>(answer.bytes[header + 2] << 8 | answer.bytes[header + 3]) + 0x0800;
      sum = (sum & 0xffff) + (sum >> 16);
      answer.bytes[header + 2] = static_cast<uint8_t>(sum >> 8);
      answer.bytes[header + 3] = static_cast<uint8_t>(sum);
    }
    while (!answers.empty() && answers.front().due <= now()) {
      if (write(tun, answers.front().bytes, answers.front().size) < 0) std::perror("tun_echo: write");
      answers.pop_front();
    }
    if (size > 0) continue;
    const int64_t wait = answers.empty() ? 1'000'000'000 : std::max<int64_t>(answers.front().due - now(), 0);
    timespec timeout{wait / 1'000'000'000, wait % 1'000'000'000};
    pollfd fds[] = {{tun, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    ppoll(fds, 2, &timeout, nullptr);
    if (fds[1].revents != 0 && answers.empty()) break;
  }
  std::printf("%ld\n", requests);
}
