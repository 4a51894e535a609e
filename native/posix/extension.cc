#include "extension.h"

#include "packet.h"

namespace rxicmp {
namespace {

constexpr size_t kHeader = 4, kObject = 4, kWord = 4;
constexpr uint8_t kVersion = 2, kMplsClass = 1, kIncomingStack = 1;
constexpr size_t kMostLabels = 255;  // a completion record has one byte for their number

uint16_t read16(const uint8_t* p) { return static_cast<uint16_t>(p[0] << 8 | p[1]); }

}  // namespace

bool isExtensible(uint8_t family, uint8_t type) {
  return family == 4 ? type == 3 || type == 11 || type == 12 : type == 1 || type == 3;
}

// Labels of an extension that contradicts itself anywhere are none.
LabelStack readLabels(const uint8_t* data, size_t size, size_t at, size_t usual) {
  const bool isTold = at != 0;
  if (!isTold) at = usual;
  if (at > size || size - at < kHeader) return {};
  const uint8_t* const extension = data + at;
  const size_t end = size - at;
  if (extension[0] >> 4 != kVersion) return {};
  // Without a checksum, what stands where extensions usually begin may just as well be more of the quoted packet.
  const bool hasChecksum = read16(extension + 2) != 0;
  if (hasChecksum ? internetChecksum(extension, end) != 0 : !isTold) return {};
  LabelStack labels;
  for (size_t object = kHeader; object < end;) {
    if (end - object < kObject) return {};
    const uint8_t* const header = extension + object;
    const size_t length = read16(header);
    if (length < kObject || length % kWord != 0 || length > end - object) return {};
    if (header[2] == kMplsClass && header[3] == kIncomingStack && labels.size == 0) {
      labels = {header + kObject, length - kObject};
    }
    object += length;
  }
  return labels.size <= kMostLabels * kWord ? labels : LabelStack{};
}

}  // namespace rxicmp
