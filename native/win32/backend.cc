// The backend of Windows: the port's face of the engine, and what else it takes to know about this machine.
#include "../backend.h"

#include <string>

#include "adapters.h"
#include "engine.h"

namespace rxicmp {
namespace {

constexpr int kInvalidNetname = 1214;  // what the API says of a source that is not here

std::string toUtf8(const wchar_t* text, int length) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, length, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<size_t>(size > 0 ? size : 0), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, length, utf8.data(), size, nullptr, nullptr);
  return utf8;
}

class Win32Backend final : public Backend {
 public:
  explicit Win32Backend(std::function<void()> wake)
      : engine_(std::make_shared<Engine>(std::move(wake))), startError_(Engine::start(engine_)) {}

  ~Win32Backend() override { engine_->stop(); }

  double now() const override { return static_cast<double>(monotonicNs()) / 1e6; }

  int open(int family) override { return startError_ != 0 ? startError_ : engine_->open(family); }

  int send(const RequestBlock& block, const uint8_t* payload) override {
    if (const int error = refusalOf(block)) return error;
    engine_->send(block, payload);
    return 0;
  }

  int sendSync(const RequestBlock& block, const uint8_t* payload, std::vector<uint8_t>& records) override {
    if (const int error = refusalOf(block)) return error;
    return engine_->sendSync(block, payload, records);
  }

  void cancel(uint32_t slot, uint32_t generation) override { engine_->cancel(slot, generation); }
  size_t take(uint8_t* into, size_t capacity) override { return engine_->take(into, capacity); }
  Counters counters() const override { return engine_->counters(); }
  int receiveBuffer() const override { return 0; }

  std::vector<SocketProbe> probeSockets() const override {
    const IcmpApi& api = IcmpApi::get();
    std::vector<SocketProbe> probes;
    for (const int family : {4, 6}) {
      DWORD error = api.missing(family);
      if (error == 0) {
        const HANDLE icmp = family == 4 ? api.createFile() : api.createFile6();
        error = GetLastError();
        if (icmp != nullptr && icmp != INVALID_HANDLE_VALUE) {
          api.closeHandle(icmp);
          error = 0;
        }
      }
      probes.push_back({family, SocketKind::icmpApi, static_cast<int>(error)});
    }
    return probes;
  }

  std::vector<NetworkInterface> interfaces() const override {
    std::vector<NetworkInterface> found;
    const AdapterList adapters;
    for (const auto* a = adapters.first(); a != nullptr; a = a->Next) {
      const uint32_t index = a->Ipv6IfIndex != 0 ? a->Ipv6IfIndex : a->IfIndex;
      found.push_back({toUtf8(a->FriendlyName, static_cast<int>(wcslen(a->FriendlyName))), index});
    }
    return found;
  }

  std::string errorText(int error) const override {
    wchar_t text[512];
    constexpr DWORD kFlags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD length = FormatMessageW(kFlags, nullptr, static_cast<DWORD>(error), 0, text, 512, nullptr);
    while (length > 0 && (text[length - 1] <= L' ' || text[length - 1] == L'.')) length--;
    return toUtf8(text, static_cast<int>(length));
  }

 private:
  // What can be decided at once.
  int refusalOf(const RequestBlock& block) {
    if (const int error = open(block.family)) return error;
    const bool isForeign = (block.bits & kHasSource) != 0 && !sources_.has(block.family, block.source);
    return isForeign ? kInvalidNetname : 0;
  }

  const std::shared_ptr<Engine> engine_;
  const int startError_;
  LocalAddresses sources_;
};

}  // namespace

std::unique_ptr<Backend> createBackend(std::function<void()> wake) {
  return std::make_unique<Win32Backend>(std::move(wake));
}

}  // namespace rxicmp
