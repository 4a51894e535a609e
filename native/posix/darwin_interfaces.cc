#include <errno.h>
#include <net/if.h>

#include "interfaces.h"

namespace rxicmp {

std::vector<NetworkInterface> listInterfaces() {
  std::vector<NetworkInterface> found;
  struct if_nameindex* const all = if_nameindex();
  for (auto* entry = all; entry != nullptr && entry->if_index != 0; entry++) {
    found.push_back({entry->if_name, entry->if_index});
  }
  if (all != nullptr) if_freenameindex(all);
  return found;
}

int64_t interfaceIndexOf(const std::string& name) {
  const uint32_t index = if_nametoindex(name.c_str());
  // It opens a socket.
  return index == 0 && (errno == EMFILE || errno == ENFILE) ? -errno : index;
}

}  // namespace rxicmp
