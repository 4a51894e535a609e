#include "backend.h"

#include <algorithm>
#include <cstring>

#include "interfaces.h"
#include "system.h"

namespace rxicmp {

std::unique_ptr<Backend> createBackend(std::function<void()> wake) {
  return std::make_unique<PosixBackend>(std::move(wake));
}

PosixBackend::PosixBackend(std::function<void()> wake)
    : mailbox_(std::move(wake)), most_(mostEngines()) {
  engines_.push_back(std::make_unique<Engine>(mailbox_));
}

double PosixBackend::now() const { return static_cast<double>(monotonicNs()) / 1e6; }

int PosixBackend::open(int family) { return engines_.front()->open(static_cast<uint8_t>(family)); }

// The system does its work on a packet in the call that sends it, on the processor that makes the call. So requests
// that go at once and in any order are spread over all engines. Requests with a time of their own are paced: they go to
// one engine, because one wakes up less often than two.
size_t PosixBackend::engineFor(const RequestBlock& block) {
  const bool anywhere = (block.bits & kAnyOrder) != 0 && block.notBefore <= 0;
  const bool dontFragment = (block.flags & Engine::kDontFragment) != 0;
  size_t share = anywhere ? block.slot / kShare % most_ : 0;
  while (engines_.size() <= share) {
    auto engine = std::make_unique<Engine>(mailbox_);
    if (engine->open(block.family, dontFragment) == 0) {
      engines_.push_back(std::move(engine));
    } else {
      most_ = engines_.size();
      share = block.slot / kShare % most_;
    }
  }
  // If this engine gets no socket, the first one sends: by now descriptors may be used up, or privileges dropped.
  return share == 0 || engines_[share]->open(block.family, dontFragment) == 0 ? share : 0;
}

int PosixBackend::send(const RequestBlock& block, const uint8_t* payload) {
  const size_t index = engineFor(block);
  if (block.slot >= engineOf_.size()) engineOf_.resize(block.slot + 1);
  engineOf_[block.slot] = static_cast<uint8_t>(index);
  return engines_[index]->send(block, payload);
}

int PosixBackend::sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) {
  return engines_.front()->sendSync(block, payload, records);
}

void PosixBackend::cancel(uint32_t slot, uint32_t generation) {
  if (slot < engineOf_.size()) engines_[engineOf_[slot]]->cancel(slot, generation);
}

void PosixBackend::flush() {
  for (const auto& engine : engines_) engine->flush();
}

Counters PosixBackend::counters() const {
  Counters sum;
  for (const auto& engine : engines_) {
    const Counters one = engine->counters();
    for (const auto count : {&Counters::sent, &Counters::received, &Counters::timedOut, &Counters::late,
                             &Counters::duplicates, &Counters::foreign, &Counters::receiverDrops, &Counters::sendWaits,
                             &Counters::lateBeats, &Counters::wakeUps}) {
      sum.*count += one.*count;
    }
    sum.maxBeatDelay = std::max(sum.maxBeatDelay, one.maxBeatDelay);
  }
  return sum;
}

int PosixBackend::receiveBuffer() const { return engines_.front()->receiveBuffer(); }

std::vector<SocketProbe> PosixBackend::probeSockets() const {
  std::vector<SocketProbe> probes;
  for (const uint8_t family : {uint8_t{4}, uint8_t{6}}) {
    for (const SocketKind kind : {SocketKind::ping, SocketKind::raw}) {
      int error = 0;
      IcmpSocket::open(family, kind, false, static_cast<uint16_t>(randomBits()), {}, error);
      probes.push_back({family, kind, error});
    }
  }
  return probes;
}

std::vector<NetworkInterface> PosixBackend::interfaces() const { return listInterfaces(); }

int64_t PosixBackend::interfaceIndex(const std::string& name) const { return interfaceIndexOf(name); }

std::string PosixBackend::errorText(int error) const { return std::strerror(error); }

}  // namespace rxicmp
