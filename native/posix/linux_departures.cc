// The kernel's stamps on what a Linux socket has sent, which come by its error queue.
#include <sys/socket.h>
#include <time.h>

// After the libc headers that declare the same structs.
#include <linux/net_tstamp.h>

#include "icmp_socket.h"
#include "linux_batch.h"
#include "linux_control.h"

namespace rxicmp {

// Only the stamp comes, and not the packet. Whoever asks anew is counted from 0.
void IcmpSocket::askForStamps() {
  constexpr uint32_t kUse = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;
  const auto ask = [this](uint32_t flags) {
    return setsockopt(sendFd_, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) == 0;
  };
  stamps_ = ask(kUse) && ask(kUse | SOF_TIMESTAMPING_OPT_ID) ? std::make_unique<Stamps>() : nullptr;
}

// What is told of sends from before the count was lost still has the old numbers: it is read first.
size_t IcmpSocket::readStamps(const OnPacket& onPacket) {
  const size_t count = readErrors(onPacket);
  if (stamps_ != nullptr && stamps_->lost && count < Batch::kCount) askForStamps();
  return count;
}

// Not every device stamps. Where none has come for many sends, one is asked for now and then.
bool IcmpSocket::mayStamp() {
  constexpr uint32_t kMostAwaited = 64, kNowAndThen = 64;
  if (stamps_ == nullptr || stamps_->lost) return false;
  if (stamps_->awaited >= kMostAwaited) stamps_->passed = kNowAndThen;
  if (stamps_->passed == 0) return true;
  stamps_->awaited = 0;
  if (--stamps_->passed > 0) return false;
  stamps_->passed = kNowAndThen;
  return true;
}

void IcmpSocket::onDeparted(const Control& control, const OnPacket& onPacket) {
  if (stamps_ == nullptr || stamps_->next - control.sendNumber - 1 >= Stamps::kRemembered) return;
  stamps_->awaited = stamps_->next - control.sendNumber - 1;
  stamps_->passed = 0;
  Packet packet;
  packet.kind = Packet::Kind::departed;
  packet.sequence = stamps_->sequences[control.sendNumber % Stamps::kRemembered];
  onPacket(packet, {control.leftAt, 0, 0});
}

}  // namespace rxicmp
