// How the engine sends.
#include <errno.h>

#include <algorithm>

#include "engine.h"

namespace rxicmp {
namespace {

constexpr int kBurst = 64;  // sends between two looks at the sockets; what a default receive buffer holds fourfold
constexpr size_t kMostLanes = 64;
constexpr int kMostTries = 16;
constexpr int64_t kRetryAfter = 1'000'000;  // ns

uint32_t statusOfSendError(int error) {
  switch (error) {
    case ENETUNREACH: return kNetUnreachable;
    case EHOSTUNREACH: return kHostUnreachable;
    case EMSGSIZE: return kPacketTooBig;
    default: return kGeneralFailure;
  }
}

// splitmix64: unpredictable enough from a random seed, and one request never has another's.
uint64_t nextCookie(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

void Engine::sendDue() {
  if (ready_.empty()) return;
  const int64_t now = monotonicNs();
  if (now < sendBlockedUntil_) return;
  const double wallOffset = static_cast<double>(wallNs() - now) / 1e6;
  for (int sent = 0; sent < kBurst && !ready_.empty(); sent++) {
    const uint32_t slot = ready_.front();
    // Dropped meanwhile; its slot may even be another request's by now, which stands further back.
    if (requests_[slot].state == Request::State::queued) {
      switch (sendOne(slot)) {
        case Sent::wait:
          counters_.sendWaits++;
          sendBlockedUntil_ = monotonicNs() + kRetryAfter;
          return;
        case Sent::refused:
          break;
        case Sent::yes: {
          Request& request = requests_[slot];
          request.sentAtWall = static_cast<double>(request.sentAt) / 1e6 + wallOffset;
          armTimer(slot, request.sentAt + static_cast<int64_t>(request.timeout * 1e6));
          if ((request.bits & kReportSent) != 0) {
            Completion completion;
            completion.phase = Phase::sent;
            completion.status = kPending;
            deliver(slot, completion);
          }
        }
      }
    }
    ready_.pop_front();
  }
}

Engine::Sent Engine::sendOne(uint32_t slot) {
  Request& request = requests_[slot];
  if (!acquireSequence(request, slot)) return Sent::wait;
  IcmpSocket& socket = *request.lane->socket;
  writeEchoRequest(packet_, request.destination.family, socket.identifier(), request.sequence, payloadOf(request),
                   request.payloadSize, socket.wantsChecksum());
  static const SendOptions kNone;
  const SendOptions& options = request.rare ? request.rare->send : kNone;
  const auto onError = [&](const Packet& packet, int64_t wall) { onPacket(*request.lane, packet, wall); };

  int error = EAGAIN;
  for (int tries = 0; tries < kMostTries; tries++) {
    request.sentAt = monotonicNs();
    error = socket.send(request.destination, options, packet_.data(), packet_.size());
    if (error == 0) {
      counters_.sent++;
      if (request.notBefore > 0) {
        const double delay = static_cast<double>(request.sentAt - request.notBefore) / 1e6;
        if (delay > 2) counters_.lateBeats++;
        counters_.maxBeatDelay = std::max(counters_.maxBeatDelay, delay);
      }
      request.state = Request::State::sent;
      return Sent::yes;
    }
    if (error == EINTR) continue;
    if (error == EAGAIN || error == ENOBUFS || error == ENOMEM) break;
    // On a shared ping socket the errno may be another request's ICMP error. If it was, ours has not been tried yet.
    if (!socket.clearError(onError)) {
      Completion completion;
      completion.bits = kFinal;
      completion.status = statusOfSendError(error);
      completion.errorNumber = error;
      request.lane->release(request.sequence, true, request.sentAt);
      request.lane = nullptr;
      request.sentAtWall = static_cast<double>(wallNs()) / 1e6;
      deliver(slot, completion);
      return Sent::refused;
    }
  }
  request.lane->release(request.sequence, true, request.sentAt);
  request.lane = nullptr;
  return Sent::wait;
}

bool Engine::acquireSequence(Request& request, uint32_t slot) {
  const uint8_t family = request.destination.family;
  const bool dontFragment = (request.flags & kDontFragment) != 0;
  const int64_t now = monotonicNs();
  for (const auto& lane : lanes_) {
    if (lane->family == family && lane->dontFragment == dontFragment && lane->acquire(slot, now, request.sequence)) {
      request.lane = lane.get();
      return true;
    }
  }
  if (lanes_.size() >= kMostLanes) return false;
  int error = 0;
  std::unique_ptr<Lane> lane = openLane(family, dontFragment, error);
  if (!lane || !lane->acquire(slot, now, request.sequence)) return false;
  request.lane = lane.get();
  lanes_.push_back(std::move(lane));
  return true;
}

const uint8_t* Engine::payloadOf(Request& request) {
  if (request.callerPayload()) return request.rare->payload.data();
  request.cookie = nextCookie(cookieState_);
  for (size_t i = payload_.size(); i < request.payloadSize; i++) payload_.push_back(static_cast<uint8_t>(i));
  std::copy_n(reinterpret_cast<const uint8_t*>(&request.cookie), request.cookieSize(), payload_.begin());
  return payload_.data();
}

}  // namespace rxicmp
