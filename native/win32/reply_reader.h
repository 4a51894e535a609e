// Reads what the API has written to the reply buffer of a call. Trusts nothing there before it is checked.
#pragma once

#include <vector>

#include "../reply.h"
#include "call.h"

namespace rxicmp {

// Reads a call that has ended, once: parsing changes the buffer. Appends replies and refusals to `replies`; they point
// into the buffer of the call. When there are none, the result says why: a Win32 error or an IP_STATUS, never 0.
uint32_t readReplies(const Call& call, const Call::Started& result, std::vector<Reply>& replies);

}  // namespace rxicmp
