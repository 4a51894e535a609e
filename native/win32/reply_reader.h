// What the API has written to a call's reply buffer. Nothing there is believed before it was checked.
#pragma once

#include <vector>

#include "../reply.h"
#include "call.h"

namespace rxicmp {

// Reads a call that has ended, once: parsing changes the buffer. Replies and refusals of others are appended to
// `replies`, and point into the buffer of the call. Without any the result says why: a Win32 error or an IP_STATUS, never 0.
uint32_t readReplies(const Call& call, const Call::Started& result, std::vector<Reply>& replies);

}  // namespace rxicmp
