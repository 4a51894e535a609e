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

uint32_t interfaceIndexOf(const std::string& name) { return if_nametoindex(name.c_str()); }

}  // namespace rxicmp
