// One ICMP socket, with what differs between operating systems behind it.
// Implemented by linux_socket.cc with linux_error_queue.cc, and by darwin_socket.cc.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "../backend.h"
#include "packet.h"

namespace rxicmp {

constexpr size_t kLargestIpOptions = 40;

// Of a send: it may be tried again.
inline bool isNoRoom(int error) { return error == EAGAIN || error == ENOBUFS || error == ENOMEM; }

struct SendOptions {
  Address source;  // family 0 for any
  uint32_t interfaceIndex = 0;
  int16_t ttl = -1;
  int16_t tos = -1;
  uint8_t ipOptionsSize = 0;
  uint8_t ipOptions[kLargestIpOptions] = {};  // IPv4's, as they stand in the header
};

struct Control;

class IcmpSocket {
 public:
  // A packet and the wall clock's reading when the kernel got it, 0 when it did not say.
  using OnPacket = std::function<void(const Packet& packet, int64_t kernelWallNs)>;

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

  // 0 or errno. An ICMP error of another request that turns up instead goes to `onError`. `sentAt` is the last reading of
  // the monotonic clock before the system got the packet.
  int send(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, int64_t& sentAt,
           const OnPacket& onError);

  // Reads what has arrived, errors included, without blocking, and not much longer than until `until`, monotonic ns.
  // Returns up to when everything that had arrived was read, monotonic ns: the time of the call at least when nothing is
  // left, 0 when that is not known.
  int64_t receive(int64_t until, const OnPacket& onPacket);

  // Packets that the kernel dropped since the last call because the receive buffer was full.
  uint32_t takeDrops();

 private:
  IcmpSocket(int fd, uint8_t family, SocketKind kind);
  int configure(bool dontFragment, uint16_t identifier, const Address& source);
  int applyOptions(const SendOptions& wanted);
  int sendOnce(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, int64_t& sentAt);
  int sendApart(const Address& to, const SendOptions& options, const uint8_t* data, size_t size, int64_t& sentAt);
  bool takeErrors(bool on);
  bool clearError(const OnPacket& onError);
  void configureSender();
  int64_t receivePackets(int64_t until, const OnPacket& onPacket);
  bool receiveErrors(int64_t until, const OnPacket& onPacket, int64_t* upTo = nullptr);
  static int64_t readUpTo(int64_t newestWall, int64_t start);
  int64_t arrivalOf(const Control& control, int64_t before);
  bool bufferIsFull() const;

  struct Batch;

  int fd_;
  int sendFd_;  // another one where what is sent has a socket of its own
  uint8_t family_;
  SocketKind kind_;
  uint16_t identifier_ = 0;
  bool wantsChecksum_ = false;
  bool tellsRefusals_ = true;
  int receiveBuffer_ = 0;
  uint32_t drops_ = 0;  // the kernel's running count when it was last looked at
  bool stampsOnArrival_ = false;
  SendOptions applied_;  // what the socket's options say, where messages cannot carry their own
  std::unique_ptr<Batch> batch_;
};

}  // namespace rxicmp
