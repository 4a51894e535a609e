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
  // Asks for the kernel's stamp on it, which comes as a packet of the kind departed with this sequence number.
  bool wantsStamp = false;
  uint16_t sequence = 0;
  // Asks for the MTU of the interface when the packet is larger; 0 when the system does not tell.
  bool wantsMtu = false;
  uint32_t mtu = 0;
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
  struct Batch;

 public:
  using OnPacket = std::function<void(const Packet& packet, const Arrival& arrival)>;
  // Where packets are received. Sockets that one thread reads share it: it is large, and a thread has many sockets. The
  // first receive makes it.
  using Inbox = std::shared_ptr<Batch>;

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

  // Whether a packet may stay unread for a while, because the kernel has noted when it came.
  bool stampsOnArrival() const { return stampsOnArrival_; }

  // Whether the sender has to fill in the ICMP checksum; else the kernel does.
  bool wantsChecksum() const { return wantsChecksum_; }

  // Whether an ICMP error reaches this socket.
  bool tellsRefusals() const { return tellsRefusals_; }

  // 0 or errno. An ICMP error of another request that turns up instead goes to `onError`.
  int send(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure,
           const OnPacket& onError);

  // What was read.
  struct Read {
    int64_t upTo;  // everything that had arrived by then, monotonic ns; 0 when that is not known
    bool all;      // a poll tells of what is left
  };

  // Reads what has arrived, errors included, without blocking, and not much longer than until `until`, monotonic ns. Only if
  // that is `thorough` the time of the call is among what is known to have been read, unless too much has arrived.
  Read receive(Inbox& inbox, int64_t until, bool thorough, const OnPacket& onPacket);

  // Packets that the kernel dropped since the last call because the receive buffer was full.
  uint32_t takeDrops();

 private:
  IcmpSocket(int fd, uint8_t family, SocketKind kind);
  int configure(bool dontFragment, uint16_t identifier, const Address& source);
  int applyOptions(const SendOptions& wanted);
  int sendUnmixed(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure,
                  const OnPacket& onError);
  int sendOnce(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure);
  uint32_t mtuAgainst(const Address& to, const SendOptions& options, const uint8_t* data, size_t size,
                      const OnPacket& onError);
  int sendApart(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure);
  bool takeErrors(bool on);
  bool clearError(const OnPacket& onError);
  void configureSender();
  Read receivePackets(Inbox& inbox, int64_t until, bool thorough, const OnPacket& onPacket, bool& sawError);
  bool receiveErrors(int64_t until, const OnPacket& onPacket, int64_t* upTo = nullptr);
  void onDeparted(const Control& control, const OnPacket& onPacket);
  bool mayStamp();
  void askForStamps();
  bool awaitsStamps() const { return stamps_ != nullptr && (stamps_->awaited > 0 || stamps_->lost); }
  size_t readStamps(const OnPacket& onPacket);
  size_t readErrors(const OnPacket& onPacket);
  bool tellErrors(size_t count, const OnPacket& onPacket, int64_t& newest);
  static int64_t readUpTo(int64_t newestWall, int64_t start);
  int trySend(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, Departure& departure);
  void note(const Control& control, int64_t before, Arrival& arrival);
  bool bufferIsFull() const;

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
  // The kernel counts the sends that it was asked to stamp, and tells by this number.
  struct Stamps {
    static constexpr uint32_t kRemembered = 256;
    uint32_t next = 0;
    uint32_t awaited = 0;  // since the latest that came
    uint32_t passed = 0;   // sends without one, because nobody here stamps
    bool lost = false;     // the kernel may have counted a send that failed, or not
    uint16_t sequences[kRemembered];
  };
  std::unique_ptr<Stamps> stamps_;  // null where the kernel gives none
  SendOptions applied_;  // what the socket's options say, where messages cannot carry their own
  int usualTtl_ = -1, usualTos_ = -1;  // what they say when nothing is asked for, where they have to be put back
  std::unique_ptr<Batch> errors_;
  uint32_t localMtu_ = 0;  // what the system told of the latest packet that was too large for an interface
  int64_t beforeErrors_ = 0;  // the wall clock's reading before those in it were read, 0 when it tells nothing
};

}  // namespace rxicmp
