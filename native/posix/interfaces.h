// The network interfaces of this machine. Implemented by linux_interfaces.cc and darwin_interfaces.cc.
#pragma once

#include <string>
#include <vector>

#include "../backend.h"

namespace rxicmp {

std::vector<NetworkInterface> listInterfaces();

// By any name that the system's own calls take; 0 when there is no such interface, and -errno when the system cannot be
// asked.
int64_t interfaceIndexOf(const std::string& name);

}  // namespace rxicmp
