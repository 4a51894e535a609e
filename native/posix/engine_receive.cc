// How the engine credits an answer to the request that it answers, and to no other request.
#include <algorithm>

#include "engine.h"

namespace rxicmp {
namespace {

// A quote may end after 128 bytes of the packet; an extension (RFC 4884), which is no part of the packet, may follow.
// This assumes the longest headers: all options in IPv4, a fragment header in IPv6.
size_t longestProof(uint8_t family) { return 128 - (family == 4 ? 60 : 40 + 8) - kIcmpHeader; }

constexpr size_t kLeastProof = 8;

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

// Answers may wait for each other in the socket, which has noted when each of them came: one look then finds them all. One
// that has no company to expect is read at once.
bool Engine::answersMayWait(int64_t now) const {
  if (hurried_ > 0 || inFlight_ == 0) return false;
  return inFlight_ > 1 || nextDeadline() - now <= patience_;
}

// Reads for a bounded time, so that requests that become due need not wait. False when there may be more to read.
bool Engine::receiveSome() {
  bool all = true;
  const int64_t now = monotonicNs();
  const int64_t until = now + kReadingTime;
  const bool isTime = deliverBy_ - now < kSoon ||
                      std::any_of(lanes_.begin(), lanes_.end(),
                                  [&](const auto& lane) { return lane->readBy != 0 && lane->readBy - now < kSoon; });
  const bool mayWait = !isTime && answersMayWait(now);
  for (size_t i = 0; i < lanes_.size(); i++) {
    const size_t place = (firstToRead_ + i) % lanes_.size();
    Lane& lane = *lanes_[place];
    if (!lane.busy()) lane.readBy = 0;
    if (!lane.busy() || (!lane.toRead && lane.readBy == 0 && lane.overdue.empty())) continue;
    if (mayWait && lane.overdue.empty() && lane.socket->stampsOnArrival()) {
      if (lane.readBy == 0) lane.readBy = now + patience_;
      lane.toRead = false;
      continue;
    }
    if (lane.readBy != 0) deliverBy_ = kAtOnce;
    lane.toRead = !receiveFrom(lane, until);
    lane.readBy = 0;
    if (!lane.toRead) continue;
    if (all) firstToRead_ = (place + 1) % lanes_.size();
    all = false;
  }
  return all;
}

bool Engine::receiveFrom(Lane& lane, int64_t until) {
  const bool thorough = lane.hasErrors || !lane.overdue.empty();
  lane.hasErrors = false;
  const IcmpSocket::Read read = lane.socket->receive(
      inbox_, until, thorough, [&](const Packet& packet, const Arrival& arrival) { onPacket(lane, packet, arrival); });
  lane.readUpTo = std::max(lane.readUpTo, read.upTo);
  counters_.receiverDrops += lane.socket->takeDrops();
  return read.all;
}

void Engine::onPacket(Lane& lane, const Packet& packet, const Arrival& arrival) {
  if (packet.kind == Packet::Kind::departed) return onDeparted(lane, packet, arrival.kernelWall);
  const bool ours = packet.kind != Packet::Kind::other && packet.identifier == lane.socket->identifier();
  const uint32_t slot = ours ? lane.owner(packet.sequence) : Lane::kNobody;
  Proof proof = Proof::none;
  // A forged packet may name a request that has its sequence number and was not sent yet.
  if (slot != Lane::kNobody && requests_[slot].state >= Request::State::sent) {
    const Request& request = requests_[slot];
    proof = packet.kind == Packet::Kind::error ? proofOfRefusal(request, packet) : proofOfReply(request, packet);
  }
  if (proof == Proof::none) {
    counters_.foreign++;
    return;
  }
  settle(slot, packet, proof, arrival);
}

// The stamp is one of the wall clock, as the label of the send is: nothing was set in so short a time, or it does not count.
void Engine::onDeparted(Lane& lane, const Packet& packet, int64_t stamp) {
  const uint32_t slot = lane.owner(packet.sequence);
  if (slot == Lane::kNobody || requests_[slot].state != Request::State::sent) return;
  const double units = (static_cast<double>(stamp) - requests_[slot].sentAtWall * 1e6) / Request::kLeftUnit + 0.5;
  if (units >= 1 && units <= UINT16_MAX) requests_[slot].leftAfter = static_cast<uint16_t>(units);
}

Engine::Proof Engine::proofOfRefusal(const Request& request, const Packet& packet) const {
  if (request.hasCookie() && packet.payloadSize >= kLeastProof) {
    const uint64_t cookie = cookieOf(request);
    // The cookie proves the destination too: a router behind an address translation may quote another one.
    return equal(packet.payload, &cookie, sizeof cookie) ? Proof::whole : Proof::none;
  }
  const Address& quotedTo = packet.quotedDestination;
  const bool sentThere = quotedTo.family == 0 || quotedTo.sameHost(request.destination) ||
                         (request.rare && routesVia(request.rare->send, quotedTo));
  if (!sentThere) return Proof::none;
  // A router may quote nothing of the payload. The bytes that it does quote have to be right.
  const uint64_t cookie = cookieOf(request);
  const void* const expected =
      request.callerPayload() ? static_cast<const void*>(request.rare->payload.data()) : &cookie;
  const size_t proof = request.callerPayload()
                           ? std::min<size_t>(request.payloadSize, longestProof(request.destination.family))
                           : request.cookieSize();
  const size_t quoted = std::min(packet.payloadSize, proof);
  if (!equal(packet.payload, expected, quoted)) return Proof::none;
  return quoted >= kLeastProof ? Proof::whole : Proof::tooLittle;
}

Engine::Proof Engine::proofOfReply(const Request& request, const Packet& packet) const {
  const bool fromDestination = request.manyResponders() || packet.from.sameHost(request.destination);
  if (request.callerPayload()) {
    // A caller's payload has no cookie: the address and the bytes are the proof.
    const size_t least = std::min<size_t>(request.payloadSize, kLeastProof);
    const bool isRight = fromDestination && packet.payloadSize >= least && packet.payloadSize <= request.payloadSize &&
                         equal(packet.payload, request.rare->payload.data(), packet.payloadSize);
    return isRight ? Proof::whole : Proof::none;
  }
  const Front front = frontOf(request);
  const size_t cookieSize = request.cookieSize();
  if (!request.hasCookie() && !fromDestination) return Proof::none;
  if (packet.payloadSize < cookieSize || !equal(packet.payload, front.bytes, cookieSize)) return Proof::none;
  const size_t both = std::min<size_t>(packet.payloadSize, request.payloadSize);
  const size_t inFront = std::min(both, front.size);
  const bool isAltered = packet.payloadSize > request.payloadSize || !equal(packet.payload, front.bytes, inFront) ||
                         !equal(packet.payload + inFront, pattern_.data() + inFront, both - inFront);
  return isAltered ? Proof::altered : Proof::whole;
}

void Engine::settle(uint32_t slot, const Packet& packet, Proof proof, const Arrival& arrival) {
  Request& request = requests_[slot];
  const bool isEcho = packet.kind == Packet::Kind::echoReply;
  Reply reply = toReply(request.destination.family, packet);
  Completion completion;
  completion.reply = &reply;
  completion.status = reply.status;
  completion.roundTrip = arrival.readAt - request.sentAt;
  completion.rttClock = RttClock::native;
  const double aheadAtSend = request.sentAtWall * 1e6 - static_cast<double>(request.sentAt);
  const int64_t stamped =
      stampedRoundTrip(arrival.kernelWall, arrival.wallAhead, aheadAtSend, request.sentAt, completion.roundTrip);
  if (stamped >= 0) {
    const int64_t left = request.leftAfter * Request::kLeftUnit;
    const bool hasLeft = left > 0 && left <= stamped;
    completion.roundTrip = hasLeft ? stamped - left : stamped;
    completion.rttClock = hasLeft ? RttClock::kernelBoth : RttClock::kernel;
  }
  reply.wholeMs = static_cast<uint32_t>(completion.roundTrip / kNsPerMs);
  // The answer is too late, but nobody has decided on the time-out yet.
  if (request.state == Request::State::sent && completion.roundTrip > nsOf(request.timeout)) timeOut(slot);
  if (request.state == Request::State::none || completion.roundTrip > nsOf(request.timeout + request.lateWindow())) {
    counters_.foreign++;
    return;
  }
  if (isEcho && packet.payloadSize < request.payloadSize) completion.bits |= kTruncated;
  if (proof == Proof::altered) completion.bits |= kAltered;
  if (packet.from.sameHost(request.destination)) completion.bits |= kFromDestination;
  if (proof == Proof::tooLittle) {
    completion.bits |= kUnproven;
    // A request that has its outcome needs no refusal that somebody may have made up.
    if (request.manyResponders() || request.state != Request::State::sent) {
      counters_.foreign++;
      return;
    }
    // A trace must not wait for the time-out at each hop.
    const bool isHop = request.rare && request.rare->send.ttl >= 0 && isTimeExceeded(request.destination.family, packet);
    if (!isHop) return hold(request, completion);
  }
  const size_t structSize = request.destination.family == 4 ? sizeof(IcmpEchoReply) : sizeof(Icmpv6EchoReply);
  const size_t optionsSize = (packet.optionsSize + 3) & ~size_t{3};
  const uint32_t room = request.rare ? request.rare->replySize : 0;
  if (isEcho && room != 0 && structSize + optionsSize + packet.payloadSize > room) {
    // As on Windows: when a reply does not fit, the completion says only that.
    completion = {};
    completion.status = kGeneralFailure;
  }

  bool again = request.state == Request::State::answered || (request.state == Request::State::refused && !isEcho);
  if (request.manyResponders()) {
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
  const auto settled = isEcho ? Request::State::answered : Request::State::refused;
  // A refused request has its outcome: a reply that still comes is late.
  if (request.state == Request::State::timedOut || request.state == Request::State::refused) {
    counters_.late++;
    completion.phase = Phase::late;
    if (!request.manyResponders()) request.state = settled;
  } else if (!request.manyResponders()) {
    if (request.lateWindow() <= 0) {
      completion.bits |= kFinal;
    } else {
      request.state = settled;
      armTimer(slot, request.sentAt + nsOf(request.timeout + request.lateWindow()));
    }
  }
  deliver(slot, completion);
}

// The first one is kept: a later one is no better.
void Engine::hold(Request& request, const Completion& completion) {
  if (!request.rare) request.rare = std::make_unique<RareOptions>();
  if (request.rare->held) {
    counters_.foreign++;
    return;
  }
  request.rare->held = std::make_unique<HeldRefusal>(
      HeldRefusal{*completion.reply, completion.roundTrip, completion.rttClock, completion.bits, {}});
  // What points into the packet, which will be gone.
  Reply& reply = request.rare->held->reply;
  reply.options = nullptr;
  reply.optionsSize = 0;
  std::vector<uint8_t>& labels = request.rare->held->labels;
  if (reply.labelsSize > 0) labels.assign(reply.labels, reply.labels + reply.labelsSize);
  reply.labels = labels.data();
}

// Called at the time-out. False when nothing is held.
bool Engine::tellHeld(uint32_t slot) {
  Request& request = requests_[slot];
  if (!request.rare || !request.rare->held) return false;
  const std::unique_ptr<HeldRefusal> held = std::move(request.rare->held);
  counters_.received++;
  request.state = Request::State::refused;
  Completion completion;
  completion.reply = &held->reply;
  completion.status = held->reply.status;
  completion.roundTrip = held->roundTrip;
  completion.rttClock = held->clock;
  completion.bits = held->bits;
  if (request.lateWindow() <= 0) completion.bits |= kFinal;
  else armTimer(slot, request.sentAt + nsOf(request.timeout + request.lateWindow()));
  deliver(slot, completion);
  return true;
}

}  // namespace rxicmp
