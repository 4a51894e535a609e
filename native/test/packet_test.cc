#include "../posix/packet.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <random>

#include "../backend.h"
#include "check.h"
#include "packet_builder.h"

using namespace packets;
using rxicmp::Packet;
using rxicmp::Reply;

namespace {

const Bytes kUs4{192, 0, 2, 1}, kHost4{198, 51, 100, 7}, kRouter4{203, 0, 113, 254};
const Bytes kUs6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
const Bytes kHost6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x99};

const Bytes kRequest4 = echo(8, 0xbeef, 0x1234, pattern(32, 7));
const Bytes kRequest6 = echo(128, 0xbeef, 0x1234, pattern(32, 7));

// Exactly as large as the packet, so that the address sanitizer sees every byte that is read behind it.
class Exact {
 public:
  explicit Exact(const Bytes& bytes, size_t size) : bytes_(new uint8_t[size]), size_(size) {
    if (size > 0) std::memcpy(bytes_.get(), bytes.data(), size);
  }
  explicit Exact(const Bytes& bytes) : Exact(bytes, bytes.size()) {}
  const uint8_t* data() const { return bytes_.get(); }
  size_t size() const { return size_; }

  // Whatever a packet points to has to lie inside the bytes that it was parsed from.
  void checkInside(const Packet& packet) const {
    checkInside(packet.payload, packet.payloadSize);
    checkInside(packet.options, packet.optionsSize);
  }

 private:
  void checkInside(const uint8_t* at, size_t size) const {
    if (at == nullptr) return CHECK_EQ(size, size_t{0});
    CHECK(at >= data() && at <= data() + this->size() && size <= static_cast<size_t>(data() + this->size() - at));
  }

  std::unique_ptr<uint8_t[]> bytes_;
  size_t size_;
};

bool same(const uint8_t* at, size_t size, const Bytes& expected) {
  return size == expected.size() && (size == 0 || std::memcmp(at, expected.data(), size) == 0);
}

void checkAddress(const rxicmp::Address& address, const Bytes& expected) {
  CHECK_EQ(address.family, expected.size() == 4 ? 4 : 6);
  CHECK(same(address.bytes, address.length(), expected));
}

Packet parse(uint8_t family, const Exact& bytes) { return rxicmp::parseIcmp(family, bytes.data(), bytes.size()); }

Bytes written(uint8_t family, uint16_t id, uint16_t sequence, const Bytes& payload, bool checksum) {
  Bytes into{1, 2, 3};
  rxicmp::writeEchoRequest(into, family, id, sequence, {nullptr, 0, payload.data(), payload.size()}, checksum);
  return into;
}

}  // namespace

TEST(checksumVectors) {
  const auto sum = [](const Bytes& bytes) {
    const Exact exact(bytes);
    return rxicmp::internetChecksum(exact.data(), exact.size());
  };
  CHECK_EQ(sum({}), 0xffff);
  CHECK_EQ(sum({0, 0}), 0xffff);
  CHECK_EQ(sum({0xff, 0xff}), 0);
  CHECK_EQ(sum({0x12}), 0xedff);
  // The example of RFC 1071, section 3, and an IPv4 header with a known checksum.
  CHECK_EQ(sum({0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}), 0x220d);
  CHECK_EQ(sum({0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7}), 0xb861);
  // Carries of a long message.
  CHECK_EQ(sum(Bytes(65'535, 0xff)), checksum(Bytes(65'535, 0xff)));
  std::mt19937 random(1);
  for (size_t size = 0; size < 300; size++) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    CHECK_EQ(sum(bytes), checksum(bytes));
  }
}

TEST(requestsAreWrittenByteForByte) {
  CHECK(written(4, 0xbeef, 0x1234, pattern(32, 7), true) == kRequest4);
  Bytes without = kRequest4;
  without[2] = without[3] = 0;
  CHECK(written(4, 0xbeef, 0x1234, pattern(32, 7), false) == without);
  without[0] = 128;
  CHECK(written(6, 0xbeef, 0x1234, pattern(32, 7), false) == without);
  CHECK((written(4, 1, 2, {}, true) == Bytes{8, 0, 0xf7, 0xfc, 0, 1, 0, 2}));
}

// So routers that share load by checksum send all of one size the same way.
TEST(aBalancedRequestHasTheChecksumOfAllOthers) {
  std::mt19937_64 random(1);
  for (const size_t size : {size_t{10}, size_t{11}, size_t{32}, size_t{33}, size_t{1472}}) {
    const Bytes payload = pattern(size);
    std::vector<Bytes> checksums;
    for (int i = 0; i < 10'000; i++) {
      // Among them sums of all bits and of none.
      const uint64_t cookie = i == 0 ? 0 : i == 1 ? UINT64_MAX : random();
      const auto sequence = static_cast<uint16_t>(i < 4 ? -(i / 2) : random());
      uint8_t proof[rxicmp::kBalanced];
      std::memcpy(proof, &cookie, sizeof cookie);
      rxicmp::balance(proof, sequence);
      CHECK(std::memcmp(proof, &cookie, sizeof cookie) == 0);
      Bytes request;
      rxicmp::writeEchoRequest(request, 4, 0xbeef, sequence, {proof, sizeof proof, payload.data(), size}, true);
      CHECK_EQ(rxicmp::internetChecksum(request.data(), request.size()), 0);
      checksums.emplace_back(request.begin() + 2, request.begin() + 4);
    }
    for (const Bytes& one : checksums) CHECK(one == checksums[0]);
  }
}

TEST(whatIsWrittenIsParsedBack) {
  for (const uint8_t family : {4, 6}) {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{8}, size_t{32}, size_t{1472}, size_t{65'500}}) {
      const Bytes payload = pattern(size, 3);
      Bytes request = written(family, 0xfedc, 0xffff, payload, true);
      CHECK_EQ(rxicmp::internetChecksum(request.data(), request.size()), 0);
      Packet quoted;
      CHECK(rxicmp::parseQuotedRequest(family, request.data(), request.size(), quoted));
      CHECK_EQ(quoted.identifier, 0xfedc);
      CHECK_EQ(quoted.sequence, 0xffff);
      CHECK(same(quoted.payload, quoted.payloadSize, payload));
      // A request is no answer.
      CHECK_EQ(parse(family, Exact(request)).kind, Packet::Kind::other);
      request[0] = family == 4 ? 0 : 129;
      const Exact reply(request);
      const Packet packet = parse(family, reply);
      CHECK_EQ(packet.kind, Packet::Kind::echoReply);
      CHECK_EQ(packet.identifier, 0xfedc);
      CHECK_EQ(packet.sequence, 0xffff);
      CHECK(same(packet.payload, packet.payloadSize, payload));
    }
  }
}

TEST(aRawSocketsReply) {
  const Bytes options{0x94, 4, 0, 0};  // router alert
  const Bytes reply = echo(0, 0xbeef, 0x1234, pattern(32, 7));
  const Exact bytes(ipv4(kHost4, kUs4, reply, options, 0x4000, 1, 57, 0x28));
  const Packet packet = rxicmp::parseIpv4(bytes.data(), bytes.size());
  CHECK_EQ(packet.kind, Packet::Kind::echoReply);
  CHECK_EQ(packet.ttl, 57);
  CHECK_EQ(packet.tos, 0x28);
  CHECK_EQ(packet.ipFlags, 2);
  checkAddress(packet.from, kHost4);
  CHECK(same(packet.options, packet.optionsSize, options));
  CHECK(same(packet.payload, packet.payloadSize, pattern(32, 7)));

  const Exact plain(ipv4(kHost4, kUs4, reply));
  CHECK_EQ(rxicmp::parseIpv4(plain.data(), plain.size()).ipFlags, 0);
  CHECK_EQ(rxicmp::parseIpv4(plain.data(), plain.size()).optionsSize, size_t{0});
}

TEST(aRawSocketChecksTheChecksum) {
  const Bytes good = ipv4(kHost4, kUs4, echo(0, 0xbeef, 0x1234, pattern(33, 7)));
  for (size_t i = 20; i < good.size(); i++) {
    Bytes bad = good;
    bad[i] ^= 0x10;
    const Exact bytes(bad);
    CHECK_EQ(rxicmp::parseIpv4(bytes.data(), bytes.size()).kind, Packet::Kind::other);
  }
  const Exact otherProtocol(ipv4(kHost4, kUs4, echo(0, 0xbeef, 0x1234, {}), {}, 0, 17));
  CHECK_EQ(rxicmp::parseIpv4(otherProtocol.data(), otherProtocol.size()).kind, Packet::Kind::other);
}

namespace {

void checkError(const Packet& packet, const Bytes& destination, const Bytes& payload) {
  CHECK_EQ(packet.kind, Packet::Kind::error);
  CHECK_EQ(packet.identifier, 0xbeef);
  CHECK_EQ(packet.sequence, 0x1234);
  checkAddress(packet.quotedDestination, destination);
  CHECK(same(packet.payload, packet.payloadSize, payload));
}

}  // namespace

TEST(errorsQuoteTheRequest) {
  const Exact v4(icmp(11, 0, 0, ipv4(kUs4, kHost4, kRequest4)));
  checkError(parse(4, v4), kHost4, pattern(32, 7));
  CHECK_EQ(parse(4, v4).type, 11);
  CHECK_EQ(parse(4, v4).code, 0);

  const Exact options(icmp(3, 1, 0, ipv4(kUs4, kHost4, kRequest4, {0x94, 4, 0, 0, 1, 1, 1, 0})));
  checkError(parse(4, options), kHost4, pattern(32, 7));
  const Exact allOptions(icmp(3, 1, 0, ipv4(kUs4, kHost4, kRequest4, Bytes(40, 1))));
  checkError(parse(4, allOptions), kHost4, pattern(32, 7));

  // RFC 792 asks for no more than eight bytes of the request.
  const Exact eight(icmp(11, 0, 0, ipv4(kUs4, kHost4, Bytes(kRequest4.begin(), kRequest4.begin() + 8))));
  checkError(parse(4, eight), kHost4, {});
  const Exact seven(icmp(11, 0, 0, ipv4(kUs4, kHost4, Bytes(kRequest4.begin(), kRequest4.begin() + 7))));
  CHECK_EQ(parse(4, seven).kind, Packet::Kind::other);

  const Exact v6(icmp(3, 0, 0, ipv6(kUs6, kHost6, 58, kRequest6)));
  checkError(parse(6, v6), kHost6, pattern(32, 7));
  const Exact firstFragment(icmp(3, 1, 0, ipv6(kUs6, kHost6, 44, join({{58, 0, 0, 1, 9, 9, 9, 9}, kRequest6}))));
  checkError(parse(6, firstFragment), kHost6, pattern(32, 7));
  const Exact eight6(icmp(1, 3, 0, ipv6(kUs6, kHost6, 58, Bytes(kRequest6.begin(), kRequest6.begin() + 8))));
  checkError(parse(6, eight6), kHost6, {});
}

TEST(errorsAboutOthersAreNotOurs) {
  const auto kind = [](uint8_t family, const Bytes& bytes) { return parse(family, Exact(bytes)).kind; };
  // A later fragment has no ICMP header; what stands there is payload.
  CHECK_EQ(kind(4, icmp(11, 1, 0, ipv4(kUs4, kHost4, kRequest4, {}, 0x00b9))), Packet::Kind::other);
  CHECK_EQ(kind(6, icmp(3, 1, 0, ipv6(kUs6, kHost6, 44, join({{58, 0, 0x05, 0xa8, 9, 9, 9, 9}, kRequest6})))),
           Packet::Kind::other);
  // UDP, an echo reply of ours, another IP version, a header length that cannot be.
  CHECK_EQ(kind(4, icmp(3, 3, 0, ipv4(kUs4, kHost4, kRequest4, {}, 0, 17))), Packet::Kind::other);
  CHECK_EQ(kind(6, icmp(1, 4, 0, ipv6(kUs6, kHost6, 17, kRequest6))), Packet::Kind::other);
  CHECK_EQ(kind(4, icmp(3, 3, 0, ipv4(kUs4, kHost4, echo(0, 0xbeef, 0x1234, {})))), Packet::Kind::other);
  CHECK_EQ(kind(4, icmp(3, 3, 0, ipv6(kUs6, kHost6, 58, kRequest6))), Packet::Kind::other);
  CHECK_EQ(kind(6, icmp(1, 4, 0, ipv4(kUs4, kHost4, kRequest4))), Packet::Kind::other);
  Bytes shortHeader = ipv4(kUs4, kHost4, kRequest4);
  shortHeader[0] = 0x44;
  CHECK_EQ(kind(4, icmp(3, 1, 0, shortHeader)), Packet::Kind::other);
  // A redirect quotes a request too, but that one is on its way: RFC 1122, section 3.2.2.2.
  CHECK_EQ(kind(4, icmp(5, 1, 0xc0000201, ipv4(kUs4, kHost4, kRequest4))), Packet::Kind::other);
  CHECK_EQ(kind(6, icmp(137, 0, 0, ipv6(kUs6, kHost6, 58, kRequest6))), Packet::Kind::other);
  CHECK_EQ(rxicmp::isRefusal(4, 5), false);
  CHECK_EQ(rxicmp::isRefusal(6, 137), false);
}

TEST(onlyPacketTooBigTellsAnMtu) {
  const Bytes quote4 = ipv4(kUs4, kHost4, kRequest4), quote6 = ipv6(kUs6, kHost6, 58, kRequest6);
  CHECK_EQ(parse(4, Exact(icmp(3, 4, 1400, quote4))).mtu, 1400u);
  CHECK_EQ(parse(4, Exact(icmp(3, 4, 0xffff0000 | 1400, quote4))).mtu, 1400u);
  CHECK_EQ(parse(4, Exact(icmp(3, 1, 1400, quote4))).mtu, 0u);
  CHECK_EQ(parse(4, Exact(icmp(12, 4, 1400, quote4))).mtu, 0u);
  CHECK_EQ(parse(6, Exact(icmp(2, 0, 70'000, quote6))).mtu, 70'000u);
  CHECK_EQ(parse(6, Exact(icmp(1, 0, 1400, quote6))).mtu, 0u);
}

TEST(anEchoReplyAsCompletionsCarryIt) {
  const Bytes options{0x94, 4, 0, 0};
  const Exact bytes(ipv4(kHost4, kUs4, echo(0, 0xbeef, 0x1234, pattern(32, 7)), options, 0x4000, 1, 57, 0x28));
  const Packet packet = rxicmp::parseIpv4(bytes.data(), bytes.size());
  const Reply reply = rxicmp::toReply(4, packet);
  CHECK_EQ(reply.status, 0u);
  CHECK(same(reply.address, 4, kHost4));
  CHECK_EQ(reply.icmpType, 0);
  CHECK_EQ(reply.icmpCode, 0);
  CHECK_EQ(reply.ttl, 57);
  CHECK_EQ(reply.tos, 0x28);
  CHECK_EQ(reply.flags, 2);
  CHECK(same(reply.options, reply.optionsSize, options));
  CHECK(same(reply.data, reply.dataSize, pattern(32, 7)));

  Packet linkLocal = parse(6, Exact(echo(129, 0xbeef, 0x1234, {})));
  linkLocal.from = rxicmp::makeAddress(6, kHost6.data(), 42);
  const Reply reply6 = rxicmp::toReply(6, linkLocal);
  CHECK_EQ(reply6.status, 0u);
  CHECK(same(reply6.address, 16, kHost6));
  CHECK_EQ(reply6.scopeId, 42u);
  CHECK_EQ(reply6.icmpType, 129);
  CHECK_EQ(reply6.ttl, -1);
  CHECK_EQ(reply6.tos, -1);
}

TEST(aRefusalAsCompletionsCarryIt) {
  const Exact bytes(ipv4(kRouter4, kUs4, icmp(3, 4, 1400, ipv4(kUs4, kHost4, kRequest4))));
  const Packet packet = rxicmp::parseIpv4(bytes.data(), bytes.size());
  CHECK(packet.payloadSize > 0);
  const Reply reply = rxicmp::toReply(4, packet);
  CHECK_EQ(reply.status, uint32_t{rxicmp::kPacketTooBig});
  CHECK(same(reply.address, 4, kRouter4));
  CHECK_EQ(reply.icmpType, 3);
  CHECK_EQ(reply.icmpCode, 4);
  CHECK_EQ(reply.mtu, 1400u);
  // The quote of the request is no data of the router's.
  CHECK_EQ(reply.dataSize, size_t{0});
}

TEST(truncatedAnywhere) {
  const std::vector<std::pair<int, Bytes>> packets{
      {0, ipv4(kHost4, kUs4, echo(0, 1, 2, pattern(64)), {0x94, 4, 0, 0})},
      {0, ipv4(kRouter4, kUs4, icmp(11, 0, 0, ipv4(kUs4, kHost4, kRequest4, Bytes(40, 1))))},
      {4, echo(0, 1, 2, pattern(64))},
      {4, icmp(3, 4, 1400, ipv4(kUs4, kHost4, kRequest4, Bytes(40, 1)))},
      {6, echo(129, 1, 2, pattern(64))},
      {6, icmp(2, 0, 1400, ipv6(kUs6, kHost6, 58, kRequest6))},
      {6, icmp(3, 1, 0, ipv6(kUs6, kHost6, 44, join({{58, 0, 0, 1, 9, 9, 9, 9}, kRequest6})))},
  };
  for (const auto& [family, whole] : packets) {
    for (size_t size = 0; size <= whole.size(); size++) {
      const Exact bytes(whole, size);
      const Packet packet = family == 0 ? rxicmp::parseIpv4(bytes.data(), size)
                                        : rxicmp::parseIcmp(static_cast<uint8_t>(family), bytes.data(), size);
      bytes.checkInside(packet);
      if (size == whole.size()) CHECK(packet.kind != Packet::Kind::other);
      if (size < 8) CHECK_EQ(packet.kind, Packet::Kind::other);
      // Every byte of a raw packet is under its checksum.
      if (family == 0 && size < whole.size()) CHECK_EQ(packet.kind, Packet::Kind::other);
    }
  }
}

TEST(randomBytes) {
  std::mt19937_64 random(42);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const std::vector<Bytes> seeds{
      ipv4(kHost4, kUs4, echo(0, 1, 2, pattern(64)), {0x94, 4, 0, 0}),
      ipv4(kRouter4, kUs4, icmp(11, 0, 0, ipv4(kUs4, kHost4, kRequest4, Bytes(12, 1)))),
      icmp(3, 4, 1400, ipv4(kUs4, kHost4, kRequest4, Bytes(40, 1))),
      icmp(3, 1, 0, ipv6(kUs6, kHost6, 44, join({{58, 0, 0, 1, 9, 9, 9, 9}, kRequest6}))),
  };
  int parsed = 0;
  for (int i = 0; i < 1'000'000; i++) {
    if (i % 1024 == 0 && std::chrono::steady_clock::now() > end) break;
    Bytes bytes;
    if (i % 2 == 0) {
      bytes.resize(random() % 160);
      for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    } else {
      // Close to a packet is where a parser goes wrong.
      bytes = seeds[random() % seeds.size()];
      for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; flips--) {
        bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
      }
      bytes.resize(random() % 4 == 0 ? random() % (bytes.size() + 1) : bytes.size());
    }
    const Exact exact(bytes);
    for (const uint8_t family : {4, 6}) {
      const Packet packet = parse(family, exact);
      exact.checkInside(packet);
      parsed += packet.kind != Packet::Kind::other;
      Packet quoted;
      rxicmp::parseQuotedRequest(family, exact.data(), exact.size(), quoted);
      exact.checkInside(quoted);
    }
    exact.checkInside(rxicmp::parseIpv4(exact.data(), exact.size()));
  }
  CHECK(parsed > 1000);
}

TEST(statusOfEveryRefusal) {
  struct Row {
    uint8_t family, type;
    std::vector<int> codes;
    uint32_t status;
  };
  std::vector<int> all(256);
  for (int i = 0; i < 256; i++) all[i] = i;
  const std::vector<Row> rows{
      {4, 3, {0, 6, 9, 11}, 11002},
      {4, 3, {1, 7, 8, 10, 12, 13, 14, 15, 16, 255}, 11003},
      {4, 3, {2}, 11004},
      {4, 3, {3}, 11005},
      {4, 3, {4}, 11009},
      {4, 3, {5}, 11012},
      {4, 11, {0, 2, 255}, 11013},
      {4, 11, {1}, 11014},
      {4, 12, all, 11015},
      {6, 1, {0}, 11002},
      {6, 1, {1}, 11004},
      {6, 1, {2}, 11045},
      {6, 1, {3, 8, 255}, 11003},
      {6, 1, {4}, 11005},
      {6, 1, {5}, 11044},
      {6, 1, {6}, 11040},
      {6, 1, {7}, 11042},
      {6, 2, {0}, 11009},
      {6, 3, {0}, 11013},
      {6, 3, {1}, 11014},
      {6, 3, {2, 255}, 11041},
      {6, 4, {0}, 11042},
      {6, 4, {1}, 11043},
      {6, 4, {2}, 11007},
      {6, 4, {3, 255}, 11015},
  };
  for (const Row& row : rows) {
    CHECK(rxicmp::isRefusal(row.family, row.type));
    for (const int code : row.codes) {
      CHECK_EQ(rxicmp::statusOf(row.family, row.type, static_cast<uint8_t>(code)), row.status);
    }
  }
  // No refusal is a success, or the other way round.
  for (const uint8_t family : {4, 6}) {
    for (int type = 0; type < 256; type++) {
      for (int code = 0; code < 256; code++) {
        const uint32_t status = rxicmp::statusOf(family, static_cast<uint8_t>(type), static_cast<uint8_t>(code));
        CHECK(status >= 11002 && status <= 11050);
        if (!rxicmp::isRefusal(family, static_cast<uint8_t>(type))) CHECK_EQ(status, uint32_t{rxicmp::kGeneralFailure});
      }
    }
  }
}

CHECK_MAIN()
