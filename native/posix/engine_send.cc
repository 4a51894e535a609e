// How the engine sends.
#include <errno.h>

#include <algorithm>

#include "../splitmix64.h"
#include "engine.h"

namespace rxicmp {
namespace {

// Sends between two reads of the sockets. A default receive buffer holds four times as many answers.
constexpr size_t kBurst = 64;
constexpr size_t kMostLanes = 64;
constexpr int kMostTries = 16;
constexpr int kOwn = 4;  // after so many errors in a row, the error is this send's own
constexpr int64_t kRetryAfter = 1'000'000;  // ns

uint32_t statusOfSendError(int error) {
  switch (error) {
    case ENETUNREACH: return kNetUnreachable;
    case EHOSTUNREACH: return kHostUnreachable;
    case EMSGSIZE: return kPacketTooBig;
    default: return kGeneralFailure;
  }
}

}  // namespace

void Engine::sendDue() {
  if (due_.empty() && ready_.empty()) return;
  const int64_t now = monotonicNs();
  if (now < sendBlockedUntil_) return;
  const double wallAhead = static_cast<double>(wallAheadNs()) / 1e6;
  for (size_t left = std::min(kBurst, due_.size() + ready_.size()); left > 0; left--) {
    std::deque<Turn>& queue = due_.empty() ? ready_ : due_;
    const auto [slot, generation] = queue.front();
    // Else the request was dropped. A request that has its slot now has a turn of its own, further back.
    if (requests_[slot].state == Request::State::queued && requests_[slot].generation == generation) {
      switch (sendOne(slot)) {
        case Sent::wait:
          counters_.sendWaits++;
          sendBlockedUntil_ = monotonicNs() + kRetryAfter;
          return;
        case Sent::later:
          counters_.sendWaits++;
          sendBlockedUntil_ = monotonicNs() + kRetryAfter;
          ready_.push_back({slot, generation});
          break;
        case Sent::elsewhere:
          continue;
        case Sent::refused:
          break;
        case Sent::yes: {
          Request& request = requests_[slot];
          request.sentAtWall = static_cast<double>(request.sentAt) / 1e6 + wallAhead;
          armTimer(slot, request.sentAt + nsOf(request.timeout));
          if ((request.bits & kReportSent) != 0) {
            Completion completion;
            completion.phase = Phase::sent;
            completion.status = kPending;
            deliver(slot, completion);
          }
        }
      }
    }
    queue.pop_front();
  }
}

Engine::Sent Engine::sendOne(uint32_t slot) {
  Request& request = requests_[slot];
  if (const int error = acquireSequence(request, slot)) return error == EAGAIN ? Sent::later : refuse(slot, error);
  Lane& lane = laneOf(request);
  IcmpSocket& socket = *lane.socket;
  writeEchoRequest(packet_, request.destination.family, socket.identifier(), request.sequence, payloadOf(request),
                   request.payloadSize, socket.wantsChecksum());
  static const SendOptions kNone;
  const SendOptions& options = request.rare ? request.rare->send : kNone;
  const auto onError = [&](const Packet& packet, int64_t wall) { onPacket(lane, packet, wall); };

  int64_t sentAt = 0;
  int error = EAGAIN;
  int own = 0;
  for (int tries = 0; tries < kMostTries; tries++) {
    error = socket.send(request.destination, options, packet_.data(), packet_.size(), sentAt);
    if (error == 0) {
      counters_.sent++;
      if (request.notBefore > 0) {
        const double delay = static_cast<double>(sentAt - request.notBefore) / 1e6;
        if (delay > 2) counters_.lateBeats++;
        counters_.maxBeatDelay = std::max(counters_.maxBeatDelay, delay);
      }
      request.sentAt = sentAt;
      request.state = Request::State::sent;
      lane.accepted();
      return Sent::yes;
    }
    if (error == EINTR) continue;
    if (error == EAGAIN || error == ENOBUFS || error == ENOMEM) break;
    // On a shared ping socket the errno may be another request's ICMP error. Then the kernel has not tried our send
    // yet. The kernel queues such an error before it sets the errno: when the queue was read in between, only the errno
    // is left, and there is nothing to clear. A raw IPv6 socket never has more than the errno. So only several errors
    // in a row count as ours.
    own = socket.clearError(onError) ? 0 : own + 1;
    if (own == kOwn) return refuse(slot, error);
  }
  lane.release(request.sequence, true, sentAt);
  request.lane = kNoLane;
  // This is the destination's own trouble, for example a full table of neighbours: other requests need not wait.
  if (error == ENOBUFS || error == ENOMEM) return Sent::later;
  return error == EAGAIN && lane.refused(sentAt) ? Sent::elsewhere : Sent::wait;
}

// Nothing was sent.
Engine::Sent Engine::refuse(uint32_t slot, int error) {
  Request& request = requests_[slot];
  if (request.lane != kNoLane) laneOf(request).release(request.sequence, true, monotonicNs());
  request.lane = kNoLane;
  request.sentAtWall = static_cast<double>(wallNs()) / 1e6;
  Completion completion;
  completion.bits = kFinal;
  completion.status = statusOfSendError(error);
  completion.errorNumber = error;
  deliver(slot, completion);
  return Sent::refused;
}

// 0, EAGAIN while every number is taken, or why no socket can be had.
int Engine::acquireSequence(Request& request, uint32_t slot) {
  const uint8_t family = request.destination.family;
  const bool dontFragment = (request.flags & kDontFragment) != 0;
  // An IPv6 ping socket takes its source only from bind().
  const Address source = family == 6 && request.rare ? request.rare->send.source : Address{};
  const int64_t now = monotonicNs();
  bool any = false;
  const auto take = [&](size_t index) {
    if (!lanes_[index]->acquire(slot, now, request.sequence)) return false;
    request.lane = static_cast<uint8_t>(index);
    return true;
  };
  for (size_t i = 0; i < lanes_.size(); i++) {
    Lane& lane = *lanes_[i];
    if (lane.family != family || lane.dontFragment != dontFragment || !(lane.source == source)) continue;
    any = true;
    // Packets that came while no request was under way may have filled the receive buffer, and would keep the answer
    // out.
    if (!lane.busy()) receiveFrom(lane);
    if (!lane.avoided(now) && take(i)) return 0;
  }
  size_t place = lanes_.size();
  if (place >= kMostLanes) {
    // Addresses change: a socket with a source of its own may have to make room.
    const auto idle = std::find_if(lanes_.begin(), lanes_.end(),
                                   [](const auto& lane) { return lane->source.family != 0 && !lane->busy(); });
    if (idle == lanes_.end()) return EAGAIN;
    place = static_cast<size_t>(idle - lanes_.begin());
  }
  int error = 0;
  std::unique_ptr<Lane> lane = openLane(family, dontFragment, source, error);
  if (!lane) return any ? EAGAIN : error;
  if (place == lanes_.size()) lanes_.emplace_back();
  lanes_[place] = std::move(lane);
  take(place);
  return 0;
}

// Unpredictable enough from a random seed. It is computed again when an answer comes: to keep it would cost more.
uint64_t Engine::cookieOf(const Request& request) const { return splitmix64(cookieSeed_, request.generation); }

const uint8_t* Engine::payloadOf(const Request& request) {
  if (request.callerPayload()) return request.rare->payload.data();
  const uint64_t cookie = cookieOf(request);
  for (size_t i = payload_.size(); i < request.payloadSize; i++) payload_.push_back(static_cast<uint8_t>(i));
  std::copy_n(reinterpret_cast<const uint8_t*>(&cookie), request.cookieSize(), payload_.begin());
  return payload_.data();
}

}  // namespace rxicmp
