// The backend of Linux and macOS: engines that share one mailbox, one of them for as long as one is enough.
#pragma once

#include <memory>
#include <vector>

#include "../backend.h"
#include "../mailbox.h"
#include "engine.h"

namespace rxicmp {

class PosixBackend final : public Backend {
 public:
  explicit PosixBackend(std::function<void()> wake);

  double now() const override;
  int open(int family) override;
  int send(const RequestBlock& block, const uint8_t* payload) override;
  int sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) override;
  void cancel(uint32_t slot, uint32_t generation) override;
  void flush() override;
  size_t take(uint8_t* into, size_t capacity) override { return mailbox_.take(into, capacity); }
  Counters counters() const override;
  int receiveBuffer() const override;
  std::vector<SocketProbe> probeSockets() const override;
  std::vector<NetworkInterface> interfaces() const override;
  int64_t interfaceIndex(const std::string& name) const override;
  std::string errorText(int error) const override;

 private:
  // Neighbouring slots share an engine. So a few requests need only one engine, and no two engines need the same chunk.
  static constexpr uint32_t kShare = RequestTable::kChunk;

  size_t engineFor(const RequestBlock& block);

  Mailbox mailbox_;
  std::vector<std::unique_ptr<Engine>> engines_;
  size_t most_;
  std::vector<uint8_t> engineOf_;  // by slot
};

}  // namespace rxicmp
