// A place in a line of requests.
#pragma once

#include <cstdint>

namespace rxicmp {

// A request that waits to be sent. When the turn comes, the slot may belong to another request: the generation tells.
struct Turn {
  uint32_t slot, generation;
};

}  // namespace rxicmp
