#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interfaces.h"

namespace rxicmp {
namespace {

// if_nametoindex() takes a socket of another kind, which a sandbox may forbid where it lets a process ping.
int openAny() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  return fd >= 0 ? fd : socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

uint32_t indexBy(int fd, const std::string& name) {
  ifreq request{};
  if (name.empty() || name.size() >= sizeof request.ifr_name) return 0;
  memcpy(request.ifr_name, name.data(), name.size());
  return ioctl(fd, SIOCGIFINDEX, &request) == 0 ? static_cast<uint32_t>(request.ifr_ifindex) : 0;
}

// Those of the calling thread's network, from a file with two lines of titles and one line for each interface.
std::vector<std::string> namesInProc() {
  std::vector<std::string> names;
  FILE* const file = fopen("/proc/thread-self/net/dev", "re");
  if (file == nullptr) return names;
  char line[512];
  while (fgets(line, sizeof line, file) != nullptr) {
    const char* const start = line + strspn(line, " ");
    // A name may have a colon in it: an old kernel took such names.
    const char* const end = strrchr(start, ':');
    if (end != nullptr) names.emplace_back(start, end);
  }
  fclose(file);
  return names;
}

}  // namespace

std::vector<NetworkInterface> listInterfaces() {
  std::vector<NetworkInterface> found;
  // It asks by netlink, which a sandbox may forbid.
  if (struct if_nameindex* const all = if_nameindex()) {
    for (auto* entry = all; entry->if_index != 0; entry++) found.push_back({entry->if_name, entry->if_index});
    if_freenameindex(all);
    return found;
  }
  const int fd = openAny();
  if (fd < 0) return found;
  for (const std::string& name : namesInProc()) {
    if (const uint32_t index = indexBy(fd, name)) found.push_back({name, index});
  }
  close(fd);
  return found;
}

int64_t interfaceIndexOf(const std::string& name) {
  const int fd = openAny();
  if (fd < 0) return -errno;
  const uint32_t index = indexBy(fd, name);
  close(fd);
  return index;
}

}  // namespace rxicmp
