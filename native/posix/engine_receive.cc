// How the engine credits an answer to the request that it answers, and to no other request.
#include <algorithm>

#include "engine.h"

namespace rxicmp {
namespace {

// A quote may end after 128 bytes of the packet. An extension (RFC 4884) may follow, which is no part of the packet.
constexpr size_t kLongestProof = 128 - 40 - kIcmpHeader;

// memcmp(), but an empty vector's data() may be null.
bool equal(const void* a, const void* b, size_t size) { return size == 0 || std::memcmp(a, b, size) == 0; }

// Whether a source route names the address: such a packet is addressed to each hop of the route in turn.
bool routesVia(const SendOptions& options, const Address& address) {
  constexpr uint8_t kEnd = 0, kNoOperation = 1, kLooseRoute = 131, kStrictRoute = 137;
  const uint8_t* const all = options.ipOptions;
  for (size_t at = 0; at + 1 < options.ipOptionsSize && all[at] != kEnd;) {
    if (all[at] == kNoOperation) {
      at++;
      continue;
    }
    const size_t end = std::min<size_t>(at + std::max<size_t>(all[at + 1], 2), options.ipOptionsSize);
    if (all[at] == kLooseRoute || all[at] == kStrictRoute) {
      for (size_t hop = at + 3; hop + 4 <= end; hop += 4) {
        if (makeAddress(4, all + hop).sameHost(address)) return true;
      }
    }
    at = end;
  }
  return false;
}

}  // namespace

// For a bounded time, so that what is due meanwhile need not wait. False when there may be more to read.
bool Engine::receiveSome() {
  bool all = true;
  const int64_t until = monotonicNs() + kReadingTime;
  for (size_t i = 0; i < lanes_.size(); i++) {
    const size_t place = (firstToRead_ + i) % lanes_.size();
    Lane& lane = *lanes_[place];
    if (!lane.busy() || (!lane.toRead && lane.overdue.empty())) continue;
    lane.toRead = !receiveFrom(lane, until);
    if (!lane.toRead) continue;
    if (all) firstToRead_ = (place + 1) % lanes_.size();
    all = false;
  }
  return all;
}

bool Engine::receiveFrom(Lane& lane, int64_t until) {
  const int64_t start = monotonicNs();
  const int64_t readUpTo = lane.socket->receive(
      largestReply_, until, [&](const Packet& packet, int64_t kernelWall) { onPacket(lane, packet, kernelWall); });
  lane.readUpTo = std::max(lane.readUpTo, readUpTo);
  counters_.receiverDrops += lane.socket->takeDrops();
  return readUpTo >= start;
}

void Engine::onPacket(Lane& lane, const Packet& packet, int64_t kernelWall) {
  bool altered = false;
  const bool ours = packet.kind != Packet::Kind::other && packet.identifier == lane.socket->identifier();
  const uint32_t slot = ours ? lane.owner(packet.sequence) : Lane::kNobody;
  if (slot == Lane::kNobody || !answers(requests_[slot], packet, altered)) {
    counters_.foreign++;
    return;
  }
  settle(slot, packet, altered, kernelWall);
}

// Identifier and sequence are right already; this checks the proof.
bool Engine::answers(const Request& request, const Packet& packet, bool& altered) const {
  // A forged packet may name a request that has its sequence number and was not sent yet.
  if (request.state < Request::State::sent) return false;
  const size_t cookieSize = request.cookieSize();
  const uint64_t cookie = cookieOf(request);
  const uint8_t* const sent = request.callerPayload() ? request.rare->payload.data() : payload_.data();
  if (packet.kind == Packet::Kind::error) {
    const Address& quotedTo = packet.quotedDestination;
    const bool sentThere = quotedTo.family == 0 || quotedTo.sameHost(request.destination) ||
                           (request.rare && routesVia(request.rare->send, quotedTo));
    if (!sentThere) return false;
    // A router may quote as little as eight bytes of the request. The bytes that it does quote have to be right.
    const size_t proof = request.callerPayload() ? std::min<size_t>(request.payloadSize, kLongestProof) : cookieSize;
    const size_t quoted = std::min(packet.payloadSize, proof);
    const void* const expected = request.callerPayload() ? static_cast<const void*>(sent) : &cookie;
    return equal(packet.payload, expected, quoted);
  }
  const bool fromDestination = request.manyResponders || packet.from.sameHost(request.destination);
  if (request.callerPayload()) {
    // A caller's payload has no cookie: the address and the bytes are the proof.
    const size_t least = std::min<size_t>(request.payloadSize, 8);
    return fromDestination && packet.payloadSize >= least && packet.payloadSize <= request.payloadSize &&
           equal(packet.payload, sent, packet.payloadSize);
  }
  if (!request.hasCookie() && !fromDestination) return false;
  if (packet.payloadSize < cookieSize || !equal(packet.payload, &cookie, cookieSize)) return false;
  const size_t both = std::min<size_t>(packet.payloadSize, request.payloadSize);
  altered = packet.payloadSize > request.payloadSize ||
            !equal(packet.payload + cookieSize, sent + cookieSize, both - cookieSize);
  return true;
}

void Engine::settle(uint32_t slot, const Packet& packet, bool altered, int64_t kernelWall) {
  Request& request = requests_[slot];
  const bool isEcho = packet.kind == Packet::Kind::echoReply;
  Reply reply = toReply(request.destination.family, packet);
  Completion completion;
  completion.reply = &reply;
  completion.status = reply.status;
  completion.roundTrip = monotonicNs() - request.sentAt;
  completion.rttClock = RttClock::native;
  const double aheadAtSend = request.sentAtWall * 1e6 - static_cast<double>(request.sentAt);
  const int64_t stamped =
      stampedRoundTrip(kernelWall, wallAheadNs(), aheadAtSend, request.sentAt, completion.roundTrip);
  if (stamped >= 0) {
    completion.roundTrip = stamped;
    completion.rttClock = RttClock::kernel;
  }
  reply.wholeMs = static_cast<uint32_t>(completion.roundTrip / kNsPerMs);
  // The answer is too late, but nobody has decided on the time-out yet.
  if (request.state == Request::State::sent && completion.roundTrip > nsOf(request.timeout)) timeOut(slot);
  if (request.state == Request::State::none || completion.roundTrip > nsOf(request.timeout + request.lateWindow())) {
    counters_.foreign++;
    return;
  }
  if (isEcho && packet.payloadSize < request.payloadSize) completion.bits |= kTruncated;
  if (altered) completion.bits |= kAltered;
  if (packet.from.sameHost(request.destination)) completion.bits |= kFromDestination;
  const size_t structSize = request.destination.family == 4 ? sizeof(IcmpEchoReply) : sizeof(Icmpv6EchoReply);
  const size_t optionsSize = (packet.optionsSize + 3) & ~size_t{3};
  const uint32_t room = request.rare ? request.rare->replySize : 0;
  if (isEcho && room != 0 && structSize + optionsSize + packet.payloadSize > room) {
    // As on Windows: of a reply that does not fit, only that is told.
    completion = {};
    completion.status = kGeneralFailure;
  }

  bool again = request.state == Request::State::answered;
  if (request.manyResponders) {
    switch (request.rare->responders.add(packet.from)) {
      case Responders::Added::known: again = true; break;
      case Responders::Added::full: counters_.receiverDrops++; return;
      case Responders::Added::yes: break;
    }
  }
  if (again) {
    if (!isEcho || request.lateWindow() <= 0) {
      counters_.foreign++;
      return;
    }
    counters_.duplicates++;
    completion.phase = Phase::duplicate;
    deliver(slot, completion);
    return;
  }

  counters_.received++;
  if (request.state == Request::State::timedOut) {
    counters_.late++;
    completion.phase = Phase::late;
    if (!request.manyResponders) request.state = Request::State::answered;
  } else if (!request.manyResponders) {
    if (request.lateWindow() <= 0) {
      completion.bits |= kFinal;
    } else {
      request.state = Request::State::answered;
      armTimer(slot, request.sentAt + nsOf(request.timeout + request.lateWindow()));
    }
  }
  deliver(slot, completion);
}

}  // namespace rxicmp
