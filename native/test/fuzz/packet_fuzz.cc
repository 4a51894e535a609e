// The input is a packet, whatever it is: what is parsed of it lies inside it and says what stands there.
// Then it is identifier, sequence and payload: what is written with them is parsed as the same.
#include "../../backend.h"
#include "fuzz.h"

using namespace fuzz;
using rxicmp::Packet;

namespace {

constexpr size_t kHeader = rxicmp::kIcmpHeader;

void checkIcmp(uint8_t family, const Bytes& icmp, const Packet& packet) {
  MUST(inside(icmp, packet.payload, packet.payloadSize));
  checkLabels(family, icmp, packet);
  if (packet.kind == Packet::Kind::other) return;
  MUST(icmp.size() >= kHeader && packet.type == icmp[0] && packet.code == icmp[1]);
  const uint8_t* echo = icmp.data();  // the message that has identifier and sequence
  if (packet.kind == Packet::Kind::echoReply) {
    MUST(packet.type == (family == 4 ? 0 : 129) && packet.mtu == 0);
    MUST(packet.payload == icmp.data() + kHeader);
  } else {
    const uint32_t status = rxicmp::statusOf(family, packet.type, packet.code);
    MUST(rxicmp::isRefusal(family, packet.type));
    MUST(status != rxicmp::kSuccess && status != rxicmp::kRequestTimedOut && status != rxicmp::kPending);
    MUST(packet.mtu == 0 || status == rxicmp::kPacketTooBig);
    echo = packet.payload - kHeader;
    MUST(echo >= icmp.data() + kHeader + (family == 4 ? 20 : 40) && echo[0] == (family == 4 ? 8 : 128));
    const rxicmp::Address& to = packet.quotedDestination;
    const uint8_t* const destination = icmp.data() + kHeader + (family == 4 ? 16 : 24);
    MUST(to.family == family && std::memcmp(to.bytes, destination, to.length()) == 0);
  }
  MUST(packet.payload + packet.payloadSize == icmp.data() + icmp.size());
  MUST(packet.identifier == read16(echo + 4) && packet.sequence == read16(echo + 6));
}

void checkIpv4(const Bytes& bytes) {
  const Packet packet = rxicmp::parseIpv4(bytes.data(), bytes.size());
  MUST(inside(bytes, packet));
  if (packet.kind == Packet::Kind::other) return;
  const size_t header = size_t{20} + packet.optionsSize;
  MUST(bytes[0] == (0x40 | header / 4) && packet.optionsSize <= 40 && packet.options == bytes.data() + 20);
  MUST(packet.from.family == 4 && std::memcmp(packet.from.bytes, &bytes[12], 4) == 0);
  MUST(packet.ttl == bytes[8] && packet.tos == bytes[1]);
  const Bytes icmp(bytes.begin() + static_cast<ptrdiff_t>(header), bytes.end());
  MUST(packets::checksum(icmp) == 0);
  // The same as the message alone says.
  const Packet alone = rxicmp::parseIcmp(4, icmp.data(), icmp.size());
  checkIcmp(4, icmp, alone);
  MUST(alone.kind == packet.kind && alone.type == packet.type && alone.code == packet.code);
  MUST(alone.identifier == packet.identifier && alone.sequence == packet.sequence && alone.mtu == packet.mtu);
  MUST(alone.payload - icmp.data() == packet.payload - bytes.data() - static_cast<ptrdiff_t>(header));
  MUST(alone.payloadSize == packet.payloadSize);
}

// The fuzzer would hardly ever find the right checksum.
Bytes sealed(const Bytes& bytes) {
  const size_t header = bytes.empty() ? 0 : static_cast<size_t>(bytes[0] & 0xf) * 4;
  if (bytes.size() < header + kHeader) return bytes;
  const auto icmp = bytes.begin() + static_cast<ptrdiff_t>(header);
  return packets::join({Bytes(bytes.begin(), icmp), packets::withChecksum(Bytes(icmp, bytes.end()))});
}

void checkQuotedRequest(uint8_t family, const Bytes& bytes) {
  Packet packet;
  const bool parsed = rxicmp::parseQuotedRequest(family, bytes.data(), bytes.size(), packet);
  MUST(parsed == (bytes.size() >= kHeader && bytes[0] == (family == 4 ? 8 : 128)));
  if (!parsed) return;
  MUST(packet.identifier == read16(&bytes[4]) && packet.sequence == read16(&bytes[6]));
  MUST(packet.payload == bytes.data() + kHeader && packet.payloadSize == bytes.size() - kHeader);
}

void checkWritten(uint8_t family, Input input) {
  const auto identifier = input.take<uint16_t>(), sequence = input.take<uint16_t>();
  const size_t cut = input.take<uint8_t>();
  const Bytes payload = input.rest();
  const auto check = [&](const Packet& packet, Packet::Kind kind, const Bytes& expected) {
    MUST(packet.kind == kind && packet.identifier == identifier && packet.sequence == sequence);
    MUST(same(packet.payload, packet.payloadSize, expected));
  };

  Bytes request(cut, 0xaa);  // what another request left
  rxicmp::writeEchoRequest(request, family, identifier, sequence, {nullptr, 0, payload.data(), payload.size()}, true);
  MUST(request.size() == kHeader + payload.size() && packets::checksum(request) == 0);
  MUST(rxicmp::internetChecksum(request.data(), request.size()) == 0);
  Packet quoted;
  MUST(rxicmp::parseQuotedRequest(family, request.data(), request.size(), quoted));
  check(quoted, Packet::Kind::other, payload);

  Bytes reply = request;
  reply[0] = family == 4 ? 0 : 129;
  reply = packets::withChecksum(reply);
  check(rxicmp::parseIcmp(family, reply.data(), reply.size()), Packet::Kind::echoReply, payload);

  // Refused by a router that quotes at least eight bytes of it.
  const size_t kept = std::min(request.size(), kHeader + cut);
  const Bytes part(request.begin(), request.begin() + static_cast<ptrdiff_t>(kept));
  const Bytes expected(part.begin() + kHeader, part.end());
  const Bytes us(16, 1), host(16, 2);
  const Bytes us4(4, 1), host4(4, 2);
  const Bytes refusal = family == 4 ? packets::icmp(11, 0, 0, packets::ipv4(us4, host4, part))
                                    : packets::icmp(3, 0, 0, packets::ipv6(us, host, 58, part));
  const Packet refused = rxicmp::parseIcmp(family, refusal.data(), refusal.size());
  check(refused, Packet::Kind::error, expected);
  MUST(refused.quotedDestination.sameHost(rxicmp::makeAddress(family, (family == 4 ? host4 : host).data())));
  if (family == 6) return;

  const Bytes options(cut % 11 * 4, 1);
  for (const Bytes& icmp : {reply, refusal}) {
    const Bytes whole = packets::ipv4(host4, us4, icmp, options);
    const Packet packet = rxicmp::parseIpv4(whole.data(), whole.size());
    check(packet, icmp == reply ? Packet::Kind::echoReply : Packet::Kind::error, icmp == reply ? payload : expected);
    MUST(same(packet.options, packet.optionsSize, options));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, data + size);
  for (const uint8_t family : {uint8_t{4}, uint8_t{6}}) {
    checkIcmp(family, input, rxicmp::parseIcmp(family, input.data(), input.size()));
    checkQuotedRequest(family, input);
    checkWritten(family, Input(data, size));
  }
  checkIpv4(input);
  checkIpv4(sealed(input));
  return 0;
}
