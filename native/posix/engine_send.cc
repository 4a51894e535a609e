// How the engine sends.
#include <errno.h>

#include <algorithm>

#include "engine.h"

namespace rxicmp {
namespace {

// Sends between two reads of the sockets. A default receive buffer holds four times as many answers.
constexpr size_t kBurst = 64;
constexpr int64_t kFresh = 5'000'000;  // ns in which nobody fills an empty receive buffer
constexpr size_t kMostLanes = 64;
constexpr size_t kLanesAnEgress = 4;  // neighbours that do not answer may fill as many
constexpr int64_t kShortestRetry = 1'000'000, kLongestRetry = 100'000'000;  // ns
constexpr int kNumbersTaken = -1;  // no errno
constexpr int64_t kLongestPatience = 2'000'000'000;

// How long a request waits while nothing can be sent.
int64_t patienceOf(const Request& request) { return std::min(nsOf(request.timeout), kLongestPatience); }

uint32_t statusOfSendError(int error) {
  switch (error) {
    case ENETUNREACH: return kNetUnreachable;
    case EHOSTUNREACH: return kHostUnreachable;
    case EMSGSIZE: return kPacketTooBig;
    default: return kGeneralFailure;
  }
}

}  // namespace

bool Engine::isQueued(Turn turn) const {
  const Request& request = requests_[turn.slot];
  return request.state == Request::State::queued && request.generation == turn.generation;
}

const SendOptions& Engine::optionsOf(const Request& request) const {
  static const SendOptions kNone;
  return request.rare ? request.rare->send : kNone;
}

// Beats go first: a long line in front of another way out must not delay them.
void Engine::sendDue() {
  if (due_.empty() && again_.empty() && ready_.empty() && egresses_.next() == INT64_MAX) return;
  const int64_t now = monotonicNs();
  wallAhead_ = wallAheadNs();
  size_t left = kBurst;
  sendFrom(due_, now, left);
  sendFrom(again_, now, left);
  for (const auto& egress : egresses_) {
    egress->giveUp(now, [this](Turn turn, int error) {
      if (isQueued(turn)) refuse(turn.slot, error);
    });
    while (left > 0 && egress->mayTry(now)) {
      const Turn turn = egress->front();
      if (isQueued(turn)) {
        left--;
        if (sendTurn(turn, egress.get(), now) == Sent::full) break;
      }
      egress->pop();
    }
  }
  sendFrom(ready_, now, left);
}

void Engine::sendFrom(std::deque<Turn>& queue, int64_t now, size_t& left) {
  const bool isBeat = &queue != &ready_;
  for (; left > 0 && !queue.empty(); left--) {
    const Turn turn = queue.front();
    queue.pop_front();
    // Otherwise the request was dropped. If another request has its slot now, that one has a turn of its own, further
    // back.
    if (!isQueued(turn)) continue;
    const Request& request = requests_[turn.slot];
    Egress* egress = nullptr;
    const auto sort = [&] { egress = &egresses_.of(request.destination, optionsOf(request), now); };
    if (egresses_.sorting(now)) sort();
    if (egress == nullptr || !egress->holds(isBeat)) {
      if (sendTurn(turn, egress, now) != Sent::full) continue;
      if (egress == nullptr) {
        // Packets for another way may fill the shared socket. This way may have room.
        sort();
        if (!egress->holds(isBeat) && sendTurn(turn, egress, now) != Sent::full) continue;
      }
    }
    egress->wait(turn, isBeat, now, patienceOf(request));
  }
}

// `egress`: the way out that the request has to take, while requests are sorted by that.
Engine::Sent Engine::sendTurn(Turn turn, Egress* egress, int64_t now) {
  int error = 0;
  static const Address kAny;
  const Sent sent = sendOne(turn.slot, egress != nullptr ? egress->key : kAny, now, error);
  const Request& request = requests_[turn.slot];
  if (sent == Sent::yes) {
    if (egress != nullptr) egress->onSent(request.sentAt);
    onSent(turn.slot);
  } else if (sent != Sent::refused) {
    now = monotonicNs();
    counters_.sendWaits++;
    egresses_.sortFrom(now);
    const bool isFull = sent == Sent::full;
    if (egress == nullptr && !isFull) egress = &egresses_.of(request.destination, optionsOf(request), now);
    if (egress != nullptr && error == kNumbersTaken) egress->onNumbersTaken(now);
    else if (egress != nullptr) egress->onNoRoom(now, error, isFull);
    if (!isFull) tryAgain(turn.slot, error, now);
  }
  return sent;
}

void Engine::onSent(uint32_t slot) {
  Request& request = requests_[slot];
  request.sentAtWall = static_cast<double>(request.sentAt + wallAhead_) / 1e6;
  armTimer(slot, request.sentAt + nsOf(request.timeout));
  if ((request.bits & kReportSent) == 0) return;
  Completion completion;
  completion.phase = Phase::sent;
  completion.status = kPending;
  deliver(slot, completion);
}

// The system's queue dropped it, or its table of neighbours is full. Perhaps only this destination has the problem, so
// this request waits by itself.
void Engine::tryAgain(uint32_t slot, int error, int64_t now) {
  Request& request = requests_[slot];
  if (!request.rare) request.rare = std::make_unique<RareOptions>();
  int64_t& since = request.rare->noRoomSince;
  if (since == 0) since = now;
  request.rare->noRoomError = error;
  armTimer(slot, now + std::clamp((now - since) / 4, kShortestRetry, kLongestRetry));
}

void Engine::retry(uint32_t slot) {
  Request& request = requests_[slot];
  const int64_t now = monotonicNs(), since = request.rare->noRoomSince;
  const int64_t movedAt = egresses_.of(request.destination, optionsOf(request), now).movedAt();
  const bool isStuck = now >= std::max(since, movedAt) + patienceOf(request);
  if (isStuck || now >= since + nsOf(request.timeout) + kLongestPatience) refuse(slot, request.rare->noRoomError);
  else again_.push_back({slot, request.generation});
}

Engine::Sent Engine::sendOne(uint32_t slot, const Address& egress, int64_t now, int& error) {
  Request& request = requests_[slot];
  const SendOptions& options = optionsOf(request);
  for (;;) {
    error = acquireSequence(request, slot, egress, now);
    if (error != 0) return error == EAGAIN || error == kNumbersTaken ? Sent::full : refuse(slot, error);
    Lane& lane = laneOf(request);
    IcmpSocket& socket = *lane.socket;
    writePacket(request, socket);
    const auto onError = [&](const Packet& packet, const Arrival& arrival) { onPacket(lane, packet, arrival); };

    Departure departure;
    departure.wantsStamp = isPaced(now);
    departure.sequence = request.sequence;
    // A packet that may go in pieces is too large for IP and not for the interface.
    departure.wantsMtu = request.dontFragment();
    error = socket.send(request.destination, options, packet_.data(), packet_.size(), departure, onError);
    if (error == 0) {
      counters_.sent++;
      if (request.notBefore > 0) {
        const double delay = static_cast<double>(departure.at - request.notBefore) / 1e6;
        if (delay > 2) counters_.lateBeats++;
        counters_.maxBeatDelay = std::max(counters_.maxBeatDelay, delay);
      }
      request.sentAt = departure.at;
      request.state = Request::State::sent;
      if (departure.toMany) expectMany(request);
      lane.toRead = true;
      lane.accepted();
      return Sent::yes;
    }
    if (!isNoRoom(error)) return refuse(slot, error, departure.mtu);
    giveBack(request);
    if (error != EAGAIN) return Sent::noRoom;
    // When the buffer of this lane stays full, the next round takes another lane.
    if (!lane.refused(departure.at)) return Sent::full;
  }
}

// Nothing was sent.
Engine::Sent Engine::refuse(uint32_t slot, int error, uint32_t mtu) {
  Request& request = requests_[slot];
  if (request.lane != kNoLane) giveBack(request);
  request.sentAtWall = static_cast<double>(wallNs()) / 1e6;
  Completion completion;
  completion.bits = kFinal;
  completion.status = statusOfSendError(error);
  completion.errorNumber = error;
  completion.mtu = mtu;
  deliver(slot, completion);
  return Sent::refused;
}

// Whether so few are sent that the kernel may stamp each of them, which would make a burst slower.
bool Engine::isPaced(int64_t now) {
  constexpr int64_t kEach = 500'000, kAtOnce = 8 * kEach;  // ns
  pacedUntil_ = std::clamp(pacedUntil_, now, now + 2 * kAtOnce) + kEach;
  return pacedUntil_ <= now + kAtOnce;
}

// The sequence number of a request that was not sent.
void Engine::giveBack(Request& request) {
  countInFlight(request, -1);
  laneOf(request).release(request.sequence);
  request.lane = kNoLane;
}

// Returns 0, EAGAIN while the sockets are full, kNumbersTaken while requests under way have all numbers, or the error that
// says why there is no socket.
int Engine::acquireSequence(Request& request, uint32_t slot, const Address& egress, int64_t now) {
  const uint8_t family = request.destination.family;
  const bool dontFragment = request.dontFragment();
  // An IPv6 ping socket takes its source only from bind().
  const Address source = family == 6 && request.rare ? request.rare->send.source : Address{};
  bool any = false, isTaken = false;
  size_t full = 0;
  const auto nothing = [&] { return isTaken ? kNumbersTaken : EAGAIN; };
  const auto take = [&](size_t index) {
    if (!lanes_[index]->acquire(slot, now, request.sequence)) return false;
    request.lane = static_cast<uint8_t>(index);
    countInFlight(request, 1);
    return true;
  };
  const auto takeOneOf = [&](const Address& way) {
    for (size_t i = 0; i < lanes_.size(); i++) {
      Lane& lane = *lanes_[i];
      if (lane.family != family || lane.dontFragment != dontFragment || !(lane.source == source)) continue;
      any = true;
      if (!(lane.egress == way)) continue;
      // Packets that came while no request was under way may have filled the receive buffer, and would keep the answer
      // out.
      if (!lane.busy() && now - lane.readUpTo > kFresh) receiveFrom(lane, now + kReadingTime);
      // A lane whose numbers are all taken is not full: the link may have room.
      if (lane.avoided(now)) full++;
      else if (take(i)) return true;
      else isTaken = true;
    }
    return false;
  };
  if (takeOneOf(egress)) return 0;
  // One full way out must not take all sockets. What it sent before requests were sorted is still in the shared
  // sockets, and leaves first: the shared sockets are the first to have room again.
  if (egress.family != 0 && full >= kLanesAnEgress) return takeOneOf({}) ? 0 : nothing();
  size_t place = lanes_.size();
  if (place >= kMostLanes) {
    // Addresses change, and no way out stays full for ever: a socket that belongs to one way may have to make room.
    const auto idle = std::find_if(lanes_.begin(), lanes_.end(), [](const auto& lane) {
      return (lane->source.family != 0 || lane->egress.family != 0) && !lane->busy();
    });
    // The shared socket is better than none.
    if (idle == lanes_.end()) return takeOneOf({}) ? 0 : nothing();
    place = static_cast<size_t>(idle - lanes_.begin());
  }
  int error = 0;
  std::unique_ptr<Lane> lane = openLane(family, dontFragment, source, egress, error);
  if (!lane) return takeOneOf({}) ? 0 : any ? nothing() : error;
  if (place == lanes_.size()) lanes_.emplace_back();
  lanes_[place] = std::move(lane);
  take(place);
  return 0;
}

uint64_t Engine::cookieOf(const Request& request) const {
  return rxicmp::cookieOf(key_, request.generation, request.sequence, request.destination.bytes);
}

Engine::Front Engine::frontOf(const Request& request) const {
  Front front{{}, request.cookieSize()};
  const uint64_t cookie = cookieOf(request);
  std::memcpy(front.bytes, &cookie, sizeof cookie);
  if (request.isBalanced()) {
    balance(front.bytes, request.sequence);
    front.size = kBalanced;
  }
  return front;
}

void Engine::writePacket(const Request& request, const IcmpSocket& socket) {
  for (size_t i = pattern_.size(); i < request.payloadSize; i++) pattern_.push_back(static_cast<uint8_t>(i));
  const Front front = request.callerPayload() ? Front{} : frontOf(request);
  const uint8_t* const rest = request.callerPayload() ? request.rare->payload.data() : pattern_.data();
  const EchoPayload payload{front.bytes, front.size, rest, request.payloadSize};
  writeEchoRequest(packet_, request.destination.family, socket.identifier(), request.sequence, payload,
                   socket.wantsChecksum());
}

}  // namespace rxicmp
