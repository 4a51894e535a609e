// Subnet broadcasts look like any other address; the system's interfaces tell them apart.
#pragma once

#include "address.h"

namespace rxicmp {

// Whether several hosts get what is sent to this address.
bool isBroadcast(const Address& address);

}  // namespace rxicmp
