// Subnet broadcasts look like any other address; the interfaces tell them apart.
#pragma once

#include <vector>

#include "address.h"

namespace rxicmp {

class Broadcasts {
 public:
  // Whether it is the broadcast address of a network that this machine is in.
  bool has(const Address& address);

 private:
  void read();

  std::vector<Address> all_;
  int64_t readAt_ = 0;  // monotonic ns
};

}  // namespace rxicmp
