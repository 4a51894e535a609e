// MPLS labels in ICMP errors, which others write: whatever is wrong with an extension, there are no labels, and the error is the
// same as without them.
#include "../posix/extension.h"

#include <cstring>
#include <functional>
#include <memory>
#include <string>

#include "../posix/packet.h"
#include "check.h"
#include "packet_builder.h"

using namespace packets;
using rxicmp::LabelStack;
using rxicmp::Packet;

namespace {

const Bytes kStack{0x05, 0xdc, 0x10, 0x01, 0x00, 0x01, 0x09, 0x01};  // 24001 and 16, of which the latter is the bottom
const Bytes kUs4{192, 0, 2, 1}, kHost4{198, 51, 100, 7};
const Bytes kUs6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
const Bytes kHost6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x99};

Bytes object(uint8_t classNumber, uint8_t type, const Bytes& body) {
  return join({be16(static_cast<uint32_t>(4 + body.size())), {classNumber, type}, body});
}

Bytes sealed(Bytes extension) { return withChecksum(std::move(extension)); }

Bytes extension(const Bytes& objects) { return sealed(join({{0x20, 0, 0, 0}, objects})); }

const Bytes kLabels = extension(object(1, 1, kStack));

// What a router quotes of a request, padded or cut.
Bytes quoted(uint8_t family, size_t size, size_t payload = 32) {
  Bytes bytes = family == 4 ? ipv4(kUs4, kHost4, echo(8, 0xbeef, 0x1234, pattern(payload)))
                            : ipv6(kUs6, kHost6, 58, echo(128, 0xbeef, 0x1234, pattern(payload)));
  bytes.resize(size);
  return bytes;
}

struct Error {
  uint8_t family = 4;
  uint8_t type = 0;       // 0: time exceeded
  int told = 128;         // the length in the error, in bytes
  size_t quoted = 128;
  Bytes extension = kLabels;
};

// Parses it from memory that is exactly as large, so that the address sanitizer sees every byte that is read behind it.
void parse(const Error& error, const std::function<void(const Packet&)>& look, size_t cut = SIZE_MAX) {
  const auto [family, type, told, size, extension] = error;
  const uint32_t rest = family == 4 ? static_cast<uint32_t>(told / 4) << 16 : static_cast<uint32_t>(told / 8) << 24;
  Bytes bytes = icmp(type != 0 ? type : family == 4 ? 11 : 3, 0, rest, join({quoted(family, size), extension}));
  bytes.resize(std::min(bytes.size(), cut));
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[bytes.size()]);
  if (!bytes.empty()) std::memcpy(exact.get(), bytes.data(), bytes.size());
  look(rxicmp::parseIcmp(family, exact.get(), bytes.size()));
}

Bytes labelsOf(const Error& error) {
  Bytes labels;
  parse(error, [&](const Packet& packet) {
    CHECK_EQ(packet.kind, Packet::Kind::error);
    CHECK_EQ(packet.sequence, 0x1234);
    labels.assign(packet.labels.entries, packet.labels.entries + packet.labels.size);
  });
  return labels;
}

Bytes with(Bytes bytes, size_t at, uint8_t value) {
  bytes[at] = value;
  return bytes;
}

}  // namespace

TEST(labelsBehindTheQuotedPacket) {
  for (const uint8_t family : {4, 6}) {
    CHECK(labelsOf({.family = family}) == kStack);
    // More is quoted than has to be.
    CHECK(labelsOf({.family = family, .told = 256, .quoted = 256}) == kStack);
    CHECK(labelsOf({.family = family, .type = static_cast<uint8_t>(family == 4 ? 3 : 1)}) == kStack);
  }
  CHECK(labelsOf({.type = 12}) == kStack);
}

TEST(labelsWhereTheErrorDoesNotSayWhere) {
  for (const uint8_t family : {4, 6}) {
    CHECK(labelsOf({.family = family, .told = 0}) == kStack);
    CHECK(labelsOf({.family = family, .told = 0, .quoted = 132}).empty());
    // Only a checksum shows then that it is an extension.
    const Bytes without = with(with(kLabels, 2, 0), 3, 0);
    CHECK(labelsOf({.family = family, .told = 0, .extension = without}).empty());
    CHECK(labelsOf({.family = family, .extension = without}) == kStack);
  }
}

TEST(aQuotedPayloadIsNoLabel) {
  for (const uint8_t family : {4, 6}) {
    // The engine's own payload, wherever the header ends.
    for (size_t options = 0; options <= 40; options += 4) {
      const Bytes request = echo(family == 4 ? 8 : 128, 0xbeef, 0x1234, pattern(1000));
      const Bytes packet = family == 4 ? ipv4(kUs4, kHost4, request, Bytes(options)) : ipv6(kUs6, kHost6, 58, request);
      const LabelStack labels = rxicmp::readLabels(packet.data(), packet.size(), 0, 128);
      CHECK_EQ(labels.size, size_t{0});
    }
  }
}

TEST(theLengthHasToFit) {
  for (const uint8_t family : {4, 6}) {
    for (const int told : {8, 64, 120, 136, 512, 1016}) CHECK(labelsOf({.family = family, .told = told}).empty());
    // Nothing is behind the quoted packet, or too little for a header.
    for (size_t size = 0; size < 4; size++) CHECK(labelsOf({.family = family, .extension = Bytes(size, 0x20)}).empty());
  }
}

TEST(errorsThatMayHaveNoExtension) {
  CHECK(labelsOf({.family = 6, .type = 4}).empty());
  // Its MTU stands where other errors have the length.
  CHECK(labelsOf({.family = 6, .type = 2, .told = 0}).empty());
}

TEST(versionAndChecksumHaveToBeRight) {
  for (const uint8_t family : {4, 6}) {
    for (const int told : {0, 128}) {
      for (int version = 0; version < 16; version++) {
        const Bytes other = sealed(with(kLabels, 0, static_cast<uint8_t>(version << 4)));
        CHECK_EQ(labelsOf({.family = family, .told = told, .extension = other}).empty(), version != 2);
      }
      for (size_t at = 2; at < kLabels.size(); at++) {
        const Bytes wrong = with(kLabels, at, static_cast<uint8_t>(kLabels[at] ^ 0x40));
        CHECK(labelsOf({.family = family, .told = told, .extension = wrong}).empty());
      }
    }
  }
}

TEST(objectsInAnyOrder) {
  const Bytes interface = object(2, 0x0c, Bytes(8, 7)), labels = object(1, 1, kStack), egress = object(1, 2, kStack);
  for (const uint8_t family : {4, 6}) {
    const auto of = [&](const Bytes& objects) { return labelsOf({.family = family, .extension = extension(objects)}); };
    CHECK(of(join({interface, labels})) == kStack);
    CHECK(of(join({labels, interface})) == kStack);
    // Of two stacks, the first.
    CHECK(of(join({labels, object(1, 1, Bytes(4, 1))})) == kStack);
    CHECK(of({}).empty());
    CHECK(of(interface).empty());
    CHECK(of(egress).empty());
    CHECK(of(object(1, 1, {})).empty());
    // One object that contradicts itself leaves none that can be believed.
    CHECK(of(join({labels, {0, 0, 0, 0}})).empty());
    CHECK(of(join({labels, {0, 3, 2, 1}})).empty());
    CHECK(of(join({labels, {0, 12, 2, 1}, Bytes(4)})).empty());
    CHECK(of(join({labels, {0, 4}})).empty());
    CHECK(of(object(1, 1, Bytes(7, 1))).empty());
    CHECK(of(object(1, 1, Bytes(255 * 4, 1))).size() == 255 * 4);
    CHECK(of(object(1, 1, Bytes(256 * 4, 1))).empty());
  }
}

TEST(anErrorIsCreditedTheSameWhereverItIsCut) {
  for (const uint8_t family : {4, 6}) {
    const size_t whole = 8 + 128 + kLabels.size(), least = 8 + (family == 4 ? 20 : 40) + 8;
    for (const int told : {0, 128}) {
      for (size_t cut = 0; cut <= whole; cut++) {
        parse({.family = family, .told = told}, [&](const Packet& packet) {
          CHECK_EQ(packet.kind == Packet::Kind::error, cut >= least);
          if (packet.kind == Packet::Kind::error) CHECK_EQ(packet.payloadSize, cut - least);
          CHECK_EQ(packet.labels.size, cut == whole ? kStack.size() : size_t{0});
        }, cut);
      }
    }
  }
}

TEST(theEndOfAQuotedPacket) {
  for (const uint8_t family : {4, 6}) {
    const size_t header = family == 4 ? 20 : 40;
    const Bytes whole = join({quoted(family, 128), kLabels});
    const Bytes bytes(whole.begin() + static_cast<ptrdiff_t>(header), whole.end());
    for (const size_t at : {size_t{0}, 128 - header}) {
      const LabelStack labels = rxicmp::readLabels(bytes.data(), bytes.size(), at, 128 - header);
      CHECK(Bytes(labels.entries, labels.entries + labels.size) == kStack);
    }
    CHECK_EQ(rxicmp::readLabels(bytes.data(), bytes.size(), 65'535, 128 - header).size, size_t{0});
    CHECK_EQ(rxicmp::readLabels(bytes.data(), 60, 0, 128 - header).size, size_t{0});
  }
}
CHECK_MAIN()
