// The C++ face of the port: what an operating system has to provide. No N-API here.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reply_layout.h"

namespace rxicmp {

// Numbers named error are errno values; on Windows they are what GetLastError() gives: Win32 errors, and from
// 11000 on IP_STATUS. 0 is none.
#ifdef _WIN32
constexpr int kInvalidArgument = 87;  // ERROR_INVALID_PARAMETER
#else
constexpr int kInvalidArgument = EINVAL;
#endif

// The values of IP_STATUS that the engines assign themselves.
enum Status : uint32_t {
  kSuccess = 0,
  kNetUnreachable = 11002,
  kHostUnreachable = 11003,
  kPacketTooBig = 11009,
  kRequestTimedOut = 11010,
  kGeneralFailure = 11050,
  kPending = 11255,
};

struct Counters {
  double sent = 0;
  double received = 0;
  double timedOut = 0;
  double late = 0;
  double duplicates = 0;
  double foreign = 0;
  double receiverDrops = 0;
  double sendWaits = 0;
  double lateBeats = 0;
  double maxBeatDelay = 0;
  double wakeUps = 0;
};

enum class SocketKind : uint8_t { ping, raw, icmpApi };

struct SocketProbe {
  int family;
  SocketKind kind;
  int error;  // 0 when usable
};

struct NetworkInterface {
  std::string name;
  uint32_t index;
};

class Backend {
 public:
  virtual ~Backend() = default;

  // Monotonic ms: the clock of notBefore and of time-outs.
  virtual double now() const = 0;

  // Makes sure that requests of the family can be sent. 0, or why not.
  virtual int open(int family) = 0;

  // Takes a request. `payload` is read during the call only. Returns 0, or an error that is known at once: then nothing
  // is sent.
  virtual int send(const RequestBlock& block, const uint8_t* payload) = 0;

  // The same, but blocks until the request has ended; its records are appended to `records`.
  virtual int sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) = 0;

  // After it returns, a request whose notBefore had not come is never sent. Records that were written before may still
  // be taken: the caller knows them by their generation.
  virtual void cancel(uint32_t slot, uint32_t generation) = 0;

  // Wakes the engine for requests that were sent with kMoreFollow.
  virtual void flush() {}

  // Moves whole records into `into`, as many as fit. Returns 0 when there are none; the next record then calls `wake`.
  virtual size_t take(uint8_t* into, size_t capacity) = 0;

  virtual Counters counters() const = 0;
  virtual int receiveBuffer() const = 0;  // bytes as granted, 0 when nothing is open
  virtual std::vector<SocketProbe> probeSockets() const = 0;
  virtual std::vector<NetworkInterface> interfaces() const = 0;

  // The index of an interface by a further name, which interfaces() does not tell; 0 when there is no such interface, and
  // -errno when the system cannot be asked.
  virtual int64_t interfaceIndex(const std::string&) const { return 0; }

  // What the system says about an error number; empty when it says nothing.
  virtual std::string errorText(int error) const = 0;
};

// A thread of the backend calls `wake` when records wait and none waited before.
std::unique_ptr<Backend> createBackend(std::function<void()> wake);

}  // namespace rxicmp
