// The input is a message of a ping socket's error queue: family, control messages, destination, quoted request. Framing
// and address families are right, as the kernel's are; what it passes on from the network may be anything.
#include <netinet/in.h>

// After the libc headers that declare the same structs.
#include <linux/errqueue.h>

#include "../../backend.h"
#include "../../posix/linux_error_queue.h"
#include "fuzz.h"

using namespace fuzz;
using rxicmp::Packet;

namespace {

struct Kind {
  int level, type;
};

constexpr Kind kKinds[] = {
    {SOL_SOCKET, SCM_TIMESTAMPNS}, {SOL_SOCKET, SO_RXQ_OVFL},       {IPPROTO_IP, IP_TTL},
    {IPPROTO_IP, IP_TOS},          {IPPROTO_IP, IP_RECVERR},        {IPPROTO_IPV6, IPV6_HOPLIMIT},
    {IPPROTO_IPV6, IPV6_TCLASS},   {IPPROTO_IPV6, IPV6_RECVERR},    {SOL_SOCKET, SCM_RIGHTS},
    {IPPROTO_IP, IP_RECVOPTS},
};

void setFamily(Bytes& value, size_t at, int level) {
  if (value.size() < at + sizeof(sa_family_t)) return;
  // None where the offender is not known.
  const sa_family_t family = value[at] == 0 ? AF_UNSPEC : level == IPPROTO_IP ? AF_INET : AF_INET6;
  std::memcpy(&value[at], &family, sizeof family);
}

void setClock(Bytes& value) {
  timespec stamp;
  if (value.size() < sizeof stamp) return;
  std::memcpy(&stamp, value.data(), sizeof stamp);
  stamp.tv_sec &= 0x1'ffff'ffff;
  stamp.tv_nsec &= 0x1fff'ffff;
  std::memcpy(value.data(), &stamp, sizeof stamp);
}

Bytes controlMessage(Input& input) {
  const Kind kind = kKinds[input.take<uint8_t>() % std::size(kKinds)];
  Bytes value = input.bytes(input.take<uint8_t>());
  if (kind.type == SCM_TIMESTAMPNS) setClock(value);
  if (kind.type == IP_RECVERR || kind.type == IPV6_RECVERR) setFamily(value, sizeof(sock_extended_err), kind.level);
  Bytes message(CMSG_SPACE(value.size()));
  cmsghdr header{};
  header.cmsg_len = CMSG_LEN(value.size());
  header.cmsg_level = kind.level;
  header.cmsg_type = kind.type;
  std::memcpy(message.data(), &header, sizeof header);
  if (!value.empty()) std::memcpy(message.data() + CMSG_LEN(0), value.data(), value.size());
  return message;
}

void check(uint8_t family, const rxicmp::Control& control, const rxicmp::Address& destination, const Packet& packet,
           const Bytes& data) {
  const sock_extended_err& error = *control.error;
  MUST(inside(data, packet.payload, packet.payloadSize));
  checkLabels(family, data, packet);
  MUST(packet.options == control.options && packet.optionsSize == control.optionsSize);
  MUST(packet.ttl == static_cast<int16_t>(control.ttl) && packet.tos == static_cast<int16_t>(control.tos));
  const bool quotes = data.size() >= rxicmp::kIcmpHeader && data[0] == (family == 4 ? 8 : 128);
  if (!quotes || !rxicmp::isRefusal(family, error.ee_type)) {
    MUST(packet.kind == Packet::Kind::other);
    return;
  }
  MUST(packet.kind == Packet::Kind::error && packet.type == error.ee_type && packet.code == error.ee_code);
  const bool tooBig = rxicmp::statusOf(family, packet.type, packet.code) == rxicmp::kPacketTooBig;
  MUST(packet.mtu == (tooBig ? error.ee_info : 0));
  MUST(packet.identifier == read16(&data[4]) && packet.sequence == read16(&data[6]));
  MUST(packet.payload == data.data() + rxicmp::kIcmpHeader);
  MUST(packet.payloadSize == data.size() - rxicmp::kIcmpHeader);
  MUST(packet.quotedDestination == destination);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  const uint8_t family = input.take<uint8_t>() % 2 == 0 ? 4 : 6;
  Bytes controls;
  for (int left = input.take<uint8_t>() % 8; left > 0; left--) controls = packets::join({controls, controlMessage(input)});
  rxicmp::Address destination;
  if (input.take<uint8_t>() % 2 != 0) {
    Bytes address = input.bytes(16);
    address.resize(16);
    destination = rxicmp::makeAddress(family, address.data());
  }
  Bytes quoted = input.rest();

  sockaddr_storage name{};
  if (destination.family != 0) rxicmp::toSockaddr(destination, name);
  iovec vector{quoted.data(), quoted.size()};
  msghdr message{};
  message.msg_name = &name;
  message.msg_namelen = sizeof name;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = controls.data();
  message.msg_controllen = controls.size();

  const rxicmp::Control control = rxicmp::readControl(message);
  if (control.error != nullptr) {
    const auto* const start = reinterpret_cast<const uint8_t*>(control.error);
    MUST(inside(controls, start, sizeof(sock_extended_err) + sizeof(sockaddr_in)));
  }
  MUST(inside(controls, control.options, control.optionsSize) && control.optionsSize <= 40);
  if (!rxicmp::isIcmpError(control)) return 0;
  check(family, control, destination, rxicmp::fromErrorQueue(family, control, name, quoted.data(), quoted.size()),
        quoted);
  return 0;
}
