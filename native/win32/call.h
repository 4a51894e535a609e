// One request that the system has: the memory and objects that the kernel may touch until the request ends, and how it
// is sent by event, by APC, or synchronously.
#pragma once

#include <cstdint>

#include "../reply_layout.h"
#include "icmp_api.h"

namespace rxicmp {

struct Call;

// Is told once of each call that start() left pending.
class CallListener {
 public:
  // On a thread of the system's pool. From then on only the listener touches the call.
  virtual void onEvent(Call& call) = 0;
  // On the thread that started the call, inside an alertable wait.
  virtual void onApc(Call& call) = 0;

 protected:
  ~CallListener() = default;
};

struct Call {
  static constexpr uint32_t kNobody = 0xffffffff;
  // Stands in the status field before the system writes it: a buffer that was never written is not taken for a success.
  static constexpr uint32_t kUnwritten = 11255;

  enum class Mode : uint8_t { event, apc, sync };

  // Copies what it needs. Null when there is no memory, or no event to be had.
  static Call* make(const RequestBlock& block, const uint8_t* payload, Mode mode, CallListener* listener);
  // Only before start(), or once the system is done with it.
  static void free(Call* call);

  struct Started {
    bool pending;
    DWORD count;  // of replies when it is not pending
    DWORD error;  // last error of the same call
  };
  // `timeout` is what the API is told. The thread that starts a call by APC has to outlive it.
  Started start(HANDLE icmp, const RequestBlock& block, DWORD timeout);
  // Whether a call by event has ended. The pool may not have told yet.
  bool isSignalled() const { return event_ != nullptr && WaitForSingleObject(event_, 0) == WAIT_OBJECT_0; }

  uint8_t* payload;
  uint8_t* reply;
  uint32_t payloadSize;
  uint32_t replySize;
  uint32_t slot;  // of its request; kNobody when that was dropped
  Mode mode;
  uint8_t family;
  bool anyReplySize;  // the caller chose it
  bool parsed;        // a synchronous call has done it itself
  int64_t startedAt;  // monotonic ns
  int64_t endedAt;
  // The next three are of a call by APC alone.
  LONG ioStatus;
  bool hasInformation;
  uint32_t information;  // bytes written to the reply buffer

 private:
  static void CALLBACK onWait(PTP_CALLBACK_INSTANCE, void* call, PTP_WAIT, TP_WAIT_RESULT);
  static void NTAPI onApc(void* call, IO_STATUS_BLOCK* io, ULONG reserved);
  void describe(const RequestBlock& block);
  void forgetEvent();

  CallListener* listener_;
  HANDLE event_;
  PTP_WAIT wait_;
  IP_OPTION_INFORMATION options_;
  uint8_t optionsData_[40];
  bool hasOptions_;
  sockaddr_in6 source_;
  sockaddr_in6 destination_;
};

}  // namespace rxicmp
