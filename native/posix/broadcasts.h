// Subnet broadcasts look like any other address; the system tells them apart.
#pragma once

#include <memory>

#include "address.h"

namespace rxicmp {

class Broadcasts {
 public:
  Broadcasts();
  ~Broadcasts();
  Broadcasts(const Broadcasts&) = delete;
  Broadcasts& operator=(const Broadcasts&) = delete;

  // Whether several hosts get what is sent to this address. `interfaceIndex` is 0 when no interface was asked for.
  bool has(const Address& address, uint32_t interfaceIndex);

 private:
  struct Memory;

  std::unique_ptr<Memory> memory_;
};

}  // namespace rxicmp
