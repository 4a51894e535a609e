// The input is a completion and the reply that it is about: what is written for them is a record whose sizes and
// offsets hold, as src/drivers/addon/completionRecord.ts reads it.
#include "../../completion_writer.h"

#include <cmath>

#include "../../backend.h"
#include "fuzz.h"

using namespace fuzz;
using rxicmp::Completion;
using rxicmp::CompletionRecord;
using rxicmp::Reply;

namespace {

struct Subject {
  Completion completion;
  Reply reply;
  Bytes options, payload, labels;
};

void read(Input& input, Subject& subject) {
  Completion& completion = subject.completion;
  Reply& reply = subject.reply;
  const auto choice = input.take<uint8_t>();
  completion.family = choice & 1 ? 6 : 4;
  completion.reply = choice & 2 ? &reply : nullptr;
  completion.withData = choice & 4;
  completion.phase = static_cast<rxicmp::Phase>(input.take<uint8_t>() % 5);
  completion.rttClock = static_cast<rxicmp::RttClock>(input.take<uint8_t>() % 4);
  completion.bits = input.take<uint8_t>() & 15;
  completion.slot = input.take<uint32_t>();
  completion.generation = input.take<uint32_t>();
  const auto status = input.take<uint32_t>();
  completion.status = reply.status = choice & 8 ? 0 : status;
  completion.errorNumber = input.take<int32_t>();
  completion.sentAt = static_cast<double>(input.take<uint64_t>()) / 1e6;
  completion.roundTrip = input.take<int64_t>();
  reply.icmpType = input.take<uint8_t>();
  reply.icmpCode = input.take<uint8_t>();
  reply.mtu = input.take<uint32_t>();
  completion.mtu = input.take<uint32_t>();
  reply.ttl = input.take<int16_t>();
  reply.tos = input.take<int16_t>();
  reply.flags = input.take<uint8_t>();
  Bytes address = input.bytes(16);
  address.resize(16);
  std::copy(address.begin(), address.end(), reply.address);
  reply.scopeId = input.take<uint32_t>();
  // What an IP header may hold, and as much as a packet does.
  subject.options = input.bytes(input.take<uint8_t>() % 11 * 4);
  subject.options.resize(subject.options.size() / 4 * 4);
  const auto few = input.take<uint8_t>();
  subject.payload = Bytes(few < 255 ? few : input.take<uint16_t>(), 0);
  const Bytes pattern = input.rest();
  for (size_t i = 0; i < subject.payload.size() && !pattern.empty(); i++) subject.payload[i] = pattern[i % pattern.size()];
  reply.options = subject.options.data();
  reply.optionsSize = subject.options.size();
  reply.data = subject.payload.data();
  reply.dataSize = subject.payload.size();
  if (!(choice & 16)) return;
  subject.labels = Bytes(subject.payload.size() % 256 * 4, choice);
  reply.labels = subject.labels.data();
  reply.labelsSize = subject.labels.size();
}

template <typename Struct>
Struct structOf(const Bytes& record) {
  MUST(record.size() >= sizeof(CompletionRecord) + sizeof(Struct));
  Struct reply;
  std::memcpy(&reply, record.data() + sizeof(CompletionRecord), sizeof reply);
  return reply;
}

void check(const Subject& subject, const Bytes& bytes) {
  const Completion& completion = subject.completion;
  const bool answered = completion.reply != nullptr;
  CompletionRecord record;
  MUST(bytes.size() >= sizeof record);
  std::memcpy(&record, bytes.data(), sizeof record);
  MUST(record.size == bytes.size() && record.size % 8 == 0);
  MUST(record.slot == completion.slot && record.generation == completion.generation);
  MUST(record.phase == completion.phase && record.rttClock == completion.rttClock);
  const int asked = completion.withData ? rxicmp::kWithData : 0;
  MUST(record.bits == (completion.bits | (answered ? rxicmp::kHasResponder : 0) | asked));
  MUST(record.errorNumber == completion.errorNumber && record.sentAt == completion.sentAt);
  MUST(record.mtu == (answered ? subject.reply.mtu : completion.mtu));
  if (completion.roundTrip < 0) MUST(std::isnan(record.roundTripTime));
  else MUST(record.roundTripTime >= 0);

  const bool isEcho = answered && completion.status == rxicmp::kSuccess;
  const bool withData = isEcho && completion.withData;
  MUST(record.dataSize == (isEcho ? subject.payload.size() : 0));
  const size_t end = sizeof record + record.replySize, whole = end + size_t{record.labels} * 4;
  MUST(whole <= bytes.size() && bytes.size() - whole < 8);
  MUST(same(bytes.data() + end, whole - end, answered ? subject.labels : Bytes{}));
  for (size_t i = whole; i < bytes.size(); i++) MUST(bytes[i] == 0);
  // JavaScript finds the data from its end.
  if (withData) MUST(same(bytes.data() + end - record.dataSize, record.dataSize, subject.payload));

  if (completion.family == 6) {
    const auto reply = structOf<rxicmp::Icmpv6EchoReply>(bytes);
    MUST(record.replySize == sizeof reply + (withData ? record.dataSize : 0));
    MUST(reply.status == completion.status);
    if (answered) MUST(std::memcmp(reply.address.address, subject.reply.address, 16) == 0);
    return;
  }
  const auto reply = structOf<rxicmp::IcmpEchoReply>(bytes);
  MUST(reply.status == completion.status);
  MUST(reply.dataSize == (withData ? record.dataSize : 0));
  MUST((reply.data != 0) == (reply.dataSize != 0) && reply.data + reply.dataSize <= record.replySize);
  const auto& options = reply.options;
  MUST((options.optionsData != 0) == (options.optionsSize != 0));
  if (options.optionsSize != 0) {
    const uint64_t behind = options.optionsData + options.optionsSize;
    MUST(options.optionsData >= sizeof reply && behind <= (reply.data != 0 ? reply.data : record.replySize));
    MUST(same(bytes.data() + sizeof record + options.optionsData, options.optionsSize, subject.options));
  }
  MUST(options.optionsSize == (answered ? subject.options.size() : 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  Subject subject;
  read(input, subject);
  Bytes alone;
  writeCompletion(alone, subject.completion);
  check(subject, alone);

  // Behind another one: that one stays as it is, and this one is the same.
  Bytes both(alone.size() % 24 / 8 * 8, 0xaa);
  const Bytes before = both;
  writeCompletion(both, subject.completion);
  MUST(both == packets::join({before, alone}));
  return 0;
}
