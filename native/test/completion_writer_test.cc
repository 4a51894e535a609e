#include "../completion_writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "../backend.h"
#include "check.h"

namespace {

using rxicmp::Completion;
using rxicmp::Reply;
using Bytes = std::vector<uint8_t>;

// Every offset below is written as a number: src/drivers/addon/completionRecord.ts and src/wire/layout.ts have the same
// ones.
constexpr size_t kReply = 56;

template <typename T>
T at(const Bytes& bytes, size_t offset) {
  T value{};
  if (offset + sizeof value > bytes.size()) check::fail(__FILE__, __LINE__, "outside of the record");
  else std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

Bytes slice(const Bytes& bytes, size_t from, size_t size) {
  CHECK(from + size <= bytes.size());
  if (from + size > bytes.size()) return {};
  return Bytes(bytes.begin() + static_cast<ptrdiff_t>(from), bytes.begin() + static_cast<ptrdiff_t>(from + size));
}

bool zero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

const Bytes kPayload{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
const Bytes kOptions{0x94, 4, 0, 0, 7, 4, 4, 0};
const Bytes kHost4{198, 51, 100, 7};
const Bytes kHost6{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

Reply reply4() {
  Reply reply;
  std::copy(kHost4.begin(), kHost4.end(), reply.address);
  reply.wholeMs = 12;
  reply.icmpType = reply.icmpCode = 0;
  reply.ttl = 57;
  reply.tos = 0x28;
  reply.flags = 2;
  reply.data = kPayload.data();
  reply.dataSize = kPayload.size();
  return reply;
}

Reply reply6() {
  Reply reply = reply4();
  std::copy(kHost6.begin(), kHost6.end(), reply.address);
  reply.scopeId = 42;
  reply.icmpType = 129;
  reply.flags = 0;
  return reply;
}

Completion completion(uint8_t family, const Reply* reply) {
  Completion done;
  done.slot = 0x01020304;
  done.generation = 0x05060708;
  done.family = family;
  done.bits = rxicmp::kFinal | rxicmp::kFromDestination;
  done.sentAt = 1.7e12 + 0.25;
  done.roundTrip = 12'345'678;
  done.rttClock = rxicmp::RttClock::kernel;
  done.reply = reply;
  return done;
}

Bytes write(const Completion& done) {
  Bytes into;
  writeCompletion(into, done);
  return into;
}

}  // namespace

TEST(theRecordInFrontOfAReply) {
  const Reply reply = reply4();
  const Bytes bytes = write(completion(4, &reply));
  CHECK_EQ(at<uint32_t>(bytes, 0), bytes.size());
  CHECK_EQ(bytes.size(), size_t{96});
  CHECK_EQ(at<uint32_t>(bytes, 4), 0x01020304u);
  CHECK_EQ(at<uint32_t>(bytes, 8), 0x05060708u);
  CHECK_EQ(bytes[12], 1);  // outcome
  CHECK_EQ(bytes[13], 1 | 8 | 16);
  CHECK_EQ(bytes[14], 1);  // the kernel's clock
  CHECK_EQ(at<double>(bytes, 16), 12.345678);
  CHECK_EQ(at<double>(bytes, 24), 1.7e12 + 0.25);
  CHECK_EQ(at<int32_t>(bytes, 32), 0);
  CHECK_EQ(at<uint32_t>(bytes, 36), 0u);
  CHECK_EQ(at<int16_t>(bytes, 40), 0);
  CHECK_EQ(at<int16_t>(bytes, 42), 0);
  CHECK_EQ(at<int16_t>(bytes, 44), 57);
  CHECK_EQ(at<int16_t>(bytes, 46), 0x28);
  CHECK_EQ(at<uint32_t>(bytes, 48), 11u);
  CHECK_EQ(at<uint32_t>(bytes, 52), 40u);
}

TEST(anIpv4ReplyWithoutItsData) {
  const Reply reply = reply4();
  const Bytes bytes = write(completion(4, &reply));
  CHECK(slice(bytes, kReply, 4) == kHost4);
  CHECK_EQ(at<uint32_t>(bytes, kReply + 4), 0u);
  CHECK_EQ(at<uint32_t>(bytes, kReply + 8), 12u);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 12), 0);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 14), 1);
  CHECK_EQ(at<uint64_t>(bytes, kReply + 16), 0u);
  CHECK_EQ(bytes[kReply + 24], 57);
  CHECK_EQ(bytes[kReply + 25], 0x28);
  CHECK_EQ(bytes[kReply + 26], 2);
  CHECK_EQ(bytes[kReply + 27], 0);
  CHECK_EQ(at<uint64_t>(bytes, kReply + 32), 0u);
}

TEST(anIpv4ReplyWithDataAndOptions) {
  Reply reply = reply4();
  reply.options = kOptions.data();
  reply.optionsSize = kOptions.size();
  Completion done = completion(4, &reply);
  done.withData = true;
  const Bytes bytes = write(done);
  CHECK_EQ(at<uint32_t>(bytes, 0), bytes.size());
  CHECK_EQ(bytes.size(), size_t{56 + 64});
  CHECK_EQ(at<uint32_t>(bytes, 48), 11u);
  CHECK_EQ(at<uint32_t>(bytes, 52), 59u);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 12), 11);
  CHECK_EQ(at<uint64_t>(bytes, kReply + 16), 48u);
  CHECK_EQ(bytes[kReply + 27], 8);
  CHECK_EQ(at<uint64_t>(bytes, kReply + 32), 40u);
  CHECK(slice(bytes, kReply + 40, 8) == kOptions);
  CHECK(slice(bytes, kReply + 48, 11) == kPayload);
  CHECK(zero(slice(bytes, kReply + 59, 5)));
}

TEST(anIpv6Reply) {
  const Reply reply = reply6();
  Completion done = completion(6, &reply);
  const Bytes without = write(done);
  CHECK_EQ(without.size(), size_t{96});
  CHECK_EQ(at<uint32_t>(without, 52), 36u);
  CHECK_EQ(at<int16_t>(without, 40), 129);
  CHECK_EQ(at<uint16_t>(without, kReply), 0);
  CHECK_EQ(at<uint32_t>(without, kReply + 2), 0u);
  CHECK(slice(without, kReply + 6, 16) == kHost6);
  CHECK_EQ(at<uint32_t>(without, kReply + 22), 42u);
  CHECK_EQ(at<uint32_t>(without, kReply + 28), 0u);
  CHECK_EQ(at<uint32_t>(without, kReply + 32), 12u);
  CHECK(zero(slice(without, kReply + 36, 4)));

  done.withData = true;
  const Bytes with = write(done);
  CHECK_EQ(with.size(), size_t{104});
  CHECK_EQ(at<uint32_t>(with, 52), 47u);
  CHECK(slice(with, kReply + 36, 11) == kPayload);
}

TEST(aRefusalHasNoData) {
  Reply reply = reply4();
  reply.status = rxicmp::kPacketTooBig;
  reply.icmpType = 3;
  reply.icmpCode = 4;
  reply.mtu = 1400;
  Completion done = completion(4, &reply);
  done.status = reply.status;
  done.withData = true;
  const Bytes bytes = write(done);
  CHECK_EQ(at<uint32_t>(bytes, 36), 1400u);
  CHECK_EQ(at<int16_t>(bytes, 40), 3);
  CHECK_EQ(at<int16_t>(bytes, 42), 4);
  CHECK_EQ(at<uint32_t>(bytes, 48), 0u);
  CHECK_EQ(at<uint32_t>(bytes, 52), 40u);
  CHECK_EQ(at<uint32_t>(bytes, kReply + 4), 11009u);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 12), 0);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 14), 0);
  CHECK_EQ(at<uint64_t>(bytes, kReply + 16), 0u);
}

TEST(nobodyAnswered) {
  for (const uint8_t family : {4, 6}) {
    Completion done = completion(family, nullptr);
    done.bits = rxicmp::kFinal;
    done.status = rxicmp::kRequestTimedOut;
    done.roundTrip = -1;
    done.rttClock = rxicmp::RttClock::none;
    done.errorNumber = 101;
    done.mtu = 1500;
    const Bytes bytes = write(done);
    CHECK_EQ(bytes[13], 1);
    CHECK_EQ(bytes[14], 0);
    CHECK(std::isnan(at<double>(bytes, 16)));
    CHECK_EQ(at<int32_t>(bytes, 32), 101);
    CHECK_EQ(at<uint32_t>(bytes, 36), 1500u);
    for (const size_t none : {40, 42, 44, 46}) CHECK_EQ(at<int16_t>(bytes, none), -1);
    CHECK(zero(slice(bytes, kReply, family == 4 ? 4 : 26)));
    CHECK_EQ(at<uint32_t>(bytes, kReply + (family == 4 ? 4 : 28)), 11010u);
    CHECK_EQ(at<uint32_t>(bytes, kReply + (family == 4 ? 8 : 32)), 0u);
    if (family == 4) CHECK(zero(slice(bytes, kReply + 12, 28)));
  }
}

TEST(labelsStandBehindTheReply) {
  const Bytes labels{1, 2, 3, 4, 5, 6, 7, 8};
  for (const uint8_t family : {4, 6}) {
    for (const size_t size : {size_t{0}, size_t{4}, size_t{8}}) {
      Reply refusal = family == 4 ? reply4() : reply6();
      refusal.data = nullptr;
      refusal.dataSize = 0;
      refusal.options = kOptions.data();
      refusal.optionsSize = kOptions.size();
      refusal.labels = labels.data();
      refusal.labelsSize = size;
      Completion done = completion(family, &refusal);
      done.status = refusal.status = 11013;
      const Bytes bytes = write(done);
      const size_t end = kReply + at<uint32_t>(bytes, 52);
      CHECK_EQ(end, kReply + (family == 4 ? 40 + kOptions.size() : 36));
      CHECK_EQ(bytes[15], size / 4);
      CHECK(slice(bytes, end, size) == Bytes(labels.begin(), labels.begin() + static_cast<ptrdiff_t>(size)));
      CHECK_EQ(bytes.size(), (end + size + 7) / 8 * 8);
    }
  }
}

TEST(recordsStandBehindOneAnother) {
  const Reply reply = reply4();
  for (size_t size = 0; size <= 64; size++) {
    const Bytes payload(size, 0xaa);
    Reply sized = reply;
    sized.data = payload.data();
    sized.dataSize = size;
    Completion done = completion(4, &sized);
    done.withData = true;
    Bytes bytes;
    writeCompletion(bytes, done);
    const size_t first = bytes.size();
    CHECK_EQ(first % 8, size_t{0});
    CHECK_EQ(at<uint32_t>(bytes, 0), first);
    const Bytes before = bytes;
    writeCompletion(bytes, done);
    CHECK_EQ(bytes.size(), 2 * first);
    CHECK(slice(bytes, 0, first) == before);
    CHECK(slice(bytes, first, first) == before);
  }
}

TEST(theLargestReply) {
  const Bytes payload(65'500, 0x5a);
  Reply reply = reply4();
  reply.data = payload.data();
  reply.dataSize = payload.size();
  Completion done = completion(4, &reply);
  done.withData = true;
  const Bytes bytes = write(done);
  CHECK_EQ(at<uint16_t>(bytes, kReply + 12), 65'500);
  CHECK_EQ(at<uint32_t>(bytes, 48), 65'500u);
  CHECK(slice(bytes, kReply + 40, payload.size()) == payload);
}

CHECK_MAIN()
