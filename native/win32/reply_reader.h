// What the API has written to a call's reply buffer. Nothing there is believed before it was checked.
#pragma once

#include <vector>

#include "call.h"

namespace rxicmp {

// Points into the buffer of its call.
struct Reply {
  uint32_t status = 0;
  uint8_t address[16] = {};
  uint32_t scopeId = 0;
  uint32_t wholeMs = 0;
  int16_t ttl = -1;
  int16_t tos = -1;
  uint8_t flags = 0;
  const uint8_t* options = nullptr;
  size_t optionsSize = 0;
  const uint8_t* data = nullptr;
  size_t dataSize = 0;
};

// Reads a call that has ended, once: parsing changes the buffer. Replies and refusals of others are appended to
// `replies`. Without any the result says why: a Win32 error or an IP_STATUS, never 0.
uint32_t readReplies(const Call& call, const Call::Started& result, std::vector<Reply>& replies);

}  // namespace rxicmp
