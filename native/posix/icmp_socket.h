// One ICMP socket, with what differs between operating systems behind it.
// Implemented by linux_socket.cc with linux_error_queue.cc, and by darwin_socket.cc.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "../backend.h"
#include "clock.h"
#include "packet.h"

namespace rxicmp {

constexpr size_t kLargestIpOptions = 40;

// Whether a send that failed with this error may be tried again.
inline bool isNoRoom(int error) { return error == EAGAIN || error == ENOBUFS || error == ENOMEM; }

struct SendOptions {
  Address source;  // family 0 for any
  uint32_t interfaceIndex = 0;
  int16_t ttl = -1;
  int16_t tos = -1;
  uint8_t ipOptionsSize = 0;
  uint8_t ipOptions[kLargestIpOptions] = {};  // IPv4's, as they stand in the header
};

// What is known of a packet that the system was given.
struct Departure {
  int64_t at = 0;       // the last reading of the monotonic clock before that
  bool toMany = false;  // the system sends it to a broadcast address
};

// When a packet came.
struct Arrival {
  int64_t kernelWall = 0;  // the wall clock's reading when the kernel got it, 0 when the kernel did not say
  int64_t readAt = 0;      // the monotonic clock's once it was read
  int64_t wallAhead = 0;   // the wall clock ahead of the monotonic one at that time
};

// Of a packet that was just read.
inline Arrival arrivalNow() { return {0, monotonicNs(), wallAheadNs()}; }

struct Control;

class IcmpSocket {
 public:
  using OnPacket = std::function<void(const Packet& packet, const Arrival& arrival)>;

  // `identifier` is used where the kernel assigns none. The socket is bound to `source`, if there is one. On failure
  // returns null and sets `error`.
  static std::unique_ptr<IcmpSocket> open(uint8_t family, SocketKind kind, bool dontFragment, uint16_t identifier,
                                          const Address& source, int& error);
  ~IcmpSocket();
  IcmpSocket(const IcmpSocket&) = delete;
  IcmpSocket& operator=(const IcmpSocket&) = delete;

  int fd() const { return fd_; }
  uint16_t identifier() const { return identifier_; }
  int receiveBuffer() const { return receiveBuffer_; }

  // Whether the sender has to fill in the ICMP checksum; else the kernel does.
  bool wantsChecksum() const { return wantsChecksum_; }

  // Whether an ICMP error reaches this socket.
  bool tellsRefusals() const { return tellsRefusals_; }

  // 0 or errno. An ICMP error of another request that turns up instead goes to `onError`.
  int send(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure,
           const OnPacket& onError);

  // Reads what has arrived, errors included, without blocking, and not much longer than until `until`, monotonic ns.
  // Returns the monotonic ns up to which everything that had arrived was read: at least the time of the call when
  // nothing is left, 0 when it is not known.
  int64_t receive(int64_t until, const OnPacket& onPacket);

  // Packets that the kernel dropped since the last call because the receive buffer was full.
  uint32_t takeDrops();

 private:
  IcmpSocket(int fd, uint8_t family, SocketKind kind);
  int configure(bool dontFragment, uint16_t identifier, const Address& source);
  int applyOptions(const SendOptions& wanted);
  int sendOnce(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure);
  int sendApart(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure);
  bool takeErrors(bool on);
  bool clearError(const OnPacket& onError);
  void configureSender();
  int64_t receivePackets(int64_t until, const OnPacket& onPacket);
  bool receiveErrors(int64_t until, const OnPacket& onPacket, int64_t* upTo = nullptr);
  static int64_t readUpTo(int64_t newestWall, int64_t start);
  int trySend(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, int64_t& sentAt);
  void note(const Control& control, int64_t before, Arrival& arrival);
  bool bufferIsFull() const;

  struct Batch;

  int fd_;
  int sendFd_;  // differs from fd_ where sending has a socket of its own
  uint8_t family_;
  SocketKind kind_;
  uint16_t identifier_ = 0;
  bool wantsChecksum_ = false;
  bool tellsRefusals_ = true;
  int receiveBuffer_ = 0;
  uint32_t drops_ = 0;  // the kernel's running count when it was last looked at
  size_t messages_ = 0, bytes_ = 0;  // read since then, errors included
  bool stampsOnArrival_ = false;
  SendOptions applied_;  // what the socket's options say, where messages cannot carry their own
  std::unique_ptr<Batch> batch_;
};

}  // namespace rxicmp
