// Node-API for the engine: arguments in, records out. The backend does the pinging; name_resolver.cc looks names up.
//
// src/drivers/addon.ts checks arguments. src/drivers/addon/addonEngine.ts is the only caller: it owns the slots, and
// writes each request into a block of those that it passed to start(). Throws only when it is called wrongly.
#include <napi.h>

#include <algorithm>
#include <memory>
#include <type_traits>
#include <vector>

#include "backend.h"
#include "name_resolver.h"

namespace rxicmp {

// What start() returns: a backend, and its functions as an object that needs no `this`.
// Not named Engine: the linker would take the functions of the backend's class of that name for those of this one.
class EngineBinding {
 public:
  EngineBinding(const Napi::CallbackInfo& info, Napi::Uint8Array blocks)
      : keptBlocks_(Napi::Persistent(blocks)),
        // They are read only inside calls from JavaScript. Their backing store does not move.
        blocks_(reinterpret_cast<const RequestBlock*>(blocks.Data())),
        blockCount_(blocks.ByteLength() / sizeof(RequestBlock)) {
    records_ = Napi::ThreadSafeFunction::New(info.Env(), info[1].As<Napi::Function>(), "rxicmp", 0, 1);
    records_.Unref(info.Env());
    backend_ = createBackend([records = records_]() { records.NonBlockingCall(); });
    // Hooks run last in, first out: the engine's thread has ended before the function that it calls goes away.
    napi_add_env_cleanup_hook(
        info.Env(),
        [](void* self) { static_cast<EngineBinding*>(self)->backend_.reset(); }, this);
  }

  Napi::Object Functions(Napi::Env env) {
    auto functions = Napi::Object::New(env);
    Add<&EngineBinding::Now>(functions, "now");
    Add<&EngineBinding::Open>(functions, "open");
    Add<&EngineBinding::Send>(functions, "send");
    Add<&EngineBinding::SendSync>(functions, "sendSync");
    Add<&EngineBinding::Cancel>(functions, "cancel");
    Add<&EngineBinding::SendAll>(functions, "sendAll");
    Add<&EngineBinding::Take>(functions, "take");
    Add<&EngineBinding::KeepAlive>(functions, "keepAlive");
    Add<&EngineBinding::ReadCounters>(functions, "counters");
    Add<&EngineBinding::ReceiveBuffer>(functions, "receiveBuffer");
    Add<&EngineBinding::ProbeSockets>(functions, "probeSockets");
    Add<&EngineBinding::Interfaces>(functions, "interfaces");
    Add<&EngineBinding::InterfaceIndex>(functions, "interfaceIndex");
    Add<&EngineBinding::ErrorText>(functions, "errorText");
    return functions;
  }

 private:
  template <auto method>
  void Add(Napi::Object& functions, const char* name) {
    functions.Set(name, Napi::Function::New<&EngineBinding::Call<method>>(functions.Env(), name, this));
  }

  template <auto method>
  static Napi::Value Call(const Napi::CallbackInfo& info) {
    auto* const self = static_cast<EngineBinding*>(info.Data());
    if constexpr (std::is_void_v<decltype((self->*method)(info))>) {
      (self->*method)(info);
      return info.Env().Undefined();
    } else {
      return (self->*method)(info);
    }
  }

  Napi::Value Now(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), backend_->now()); }

  // open(family): number
  Napi::Value Open(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), backend_->open(info[0].As<Napi::Number>().Int32Value()));
  }

  // send(payload?: Uint8Array): number. The request is in the first block.
  Napi::Value Send(const Napi::CallbackInfo& info) {
    if (!IsSound(info)) return Napi::Number::New(info.Env(), kInvalidArgument);
    return Napi::Number::New(info.Env(), SendBlock(blocks_[0], Payload(info)));
  }

  // sendAll(count): number of those that were taken. The requests are in the first blocks and have no payload of the
  // caller. The engine is woken for them, and for those before with the bit kMoreFollow.
  Napi::Value SendAll(const Napi::CallbackInfo& info) {
    const size_t count = std::min<size_t>(info[0].As<Napi::Number>().Uint32Value(), blockCount_);
    size_t taken = 0;
    while (taken < count && IsSound(blocks_[taken]) && (blocks_[taken].bits & kCallerPayload) == 0 &&
           SendBlock(blocks_[taken], nullptr) == 0) {
      taken++;
    }
    backend_->flush();
    return Napi::Number::New(info.Env(), static_cast<double>(taken));
  }

  // sendSync(payload?: Uint8Array): Uint8Array of records, or the error's number.
  Napi::Value SendSync(const Napi::CallbackInfo& info) {
    if (!IsSound(info)) return Napi::Number::New(info.Env(), kInvalidArgument);
    std::vector<uint8_t> records;
    const int error = backend_->sendSync(blocks_[0], Payload(info), records);
    if (error != 0) return Napi::Number::New(info.Env(), error);
    auto copy = Napi::Uint8Array::New(info.Env(), records.size());
    // A worker that was terminated while it waited here cannot make new objects.
    if (copy.IsEmpty() || copy.Data() == nullptr) return {};
    std::copy(records.begin(), records.end(), copy.Data());
    return copy;
  }

  // cancel(slot, generation)
  void Cancel(const Napi::CallbackInfo& info) {
    backend_->cancel(info[0].As<Napi::Number>().Uint32Value(), info[1].As<Napi::Number>().Uint32Value());
  }

  // take(into: Uint8Array): number of bytes
  Napi::Value Take(const Napi::CallbackInfo& info) {
    auto into = info[0].As<Napi::Uint8Array>();
    return Napi::Number::New(info.Env(), static_cast<double>(backend_->take(into.Data(), into.ByteLength())));
  }

  // keepAlive(on: boolean): whether records that are still to come keep the process alive.
  void KeepAlive(const Napi::CallbackInfo& info) {
    if (info[0].As<Napi::Boolean>().Value()) records_.Ref(info.Env());
    else records_.Unref(info.Env());
  }

  Napi::Value ReadCounters(const Napi::CallbackInfo& info) {
    const Counters c = backend_->counters();
    auto object = Napi::Object::New(info.Env());
    const auto set = [&](const char* name, double value) { object.Set(name, value); };
    set("sent", c.sent);
    set("received", c.received);
    set("timedOut", c.timedOut);
    set("late", c.late);
    set("duplicates", c.duplicates);
    set("foreign", c.foreign);
    set("receiverDrops", c.receiverDrops);
    set("sendWaits", c.sendWaits);
    set("lateBeats", c.lateBeats);
    set("maxBeatDelay", c.maxBeatDelay);
    set("wakeUps", c.wakeUps);
    return object;
  }

  Napi::Value ReceiveBuffer(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), backend_->receiveBuffer());
  }

  Napi::Value ProbeSockets(const Napi::CallbackInfo& info) {
    static constexpr const char* kKinds[] = {"ping", "raw", "icmp-api"};
    auto list = Napi::Array::New(info.Env());
    uint32_t i = 0;
    for (const SocketProbe& probe : backend_->probeSockets()) {
      auto object = Napi::Object::New(info.Env());
      object.Set("family", probe.family);
      object.Set("kind", kKinds[static_cast<int>(probe.kind)]);
      object.Set("error", probe.error);
      list.Set(i++, object);
    }
    return list;
  }

  Napi::Value Interfaces(const Napi::CallbackInfo& info) {
    auto list = Napi::Array::New(info.Env());
    uint32_t i = 0;
    for (const NetworkInterface& entry : backend_->interfaces()) {
      auto object = Napi::Object::New(info.Env());
      object.Set("name", entry.name);
      object.Set("index", entry.index);
      list.Set(i++, object);
    }
    return list;
  }

  Napi::Value InterfaceIndex(const Napi::CallbackInfo& info) {
    const int64_t index = backend_->interfaceIndex(info[0].As<Napi::String>().Utf8Value());
    return Napi::Number::New(info.Env(), static_cast<double>(index));
  }

  Napi::Value ErrorText(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), backend_->errorText(info[0].As<Napi::Number>().Int32Value()));
  }

  int SendBlock(const RequestBlock& block, const uint8_t* payload) {
    const int error = backend_->send(block, payload);
    if (error == 0) slots_ = std::max(slots_, block.slot + 1);
    return error;
  }

  // Native code reads and allocates memory by the sizes and slots that JavaScript wrote, so it checks them. A slot must
  // be one that was given before, or the next one.
  bool IsSound(const RequestBlock& block) const { return isSound(block) && block.slot <= slots_; }

  // The first block, and the payload that was passed.
  bool IsSound(const Napi::CallbackInfo& info) const {
    if (!IsSound(blocks_[0])) return false;
    if ((blocks_[0].bits & kCallerPayload) == 0) return true;
    // JavaScript may have seen another length than the array has: a subclass can override it.
    return info[0].IsTypedArray() && info[0].As<Napi::Uint8Array>().ByteLength() >= blocks_[0].payloadSize;
  }

  static const uint8_t* Payload(const Napi::CallbackInfo& info) {
    return info.Length() > 0 ? info[0].As<Napi::Uint8Array>().Data() : nullptr;
  }

  Napi::Reference<Napi::Uint8Array> keptBlocks_;
  const RequestBlock* const blocks_;
  const size_t blockCount_;
  uint32_t slots_ = 0;
  Napi::ThreadSafeFunction records_;
  std::unique_ptr<Backend> backend_;
};

class Addon : public Napi::Addon<Addon> {
 public:
  Addon(Napi::Env env, Napi::Object exports) {
    exports.Set("NameResolver", nameResolverClass(env));
    DefineAddon(exports, {InstanceMethod("start", &Addon::Start)});
  }

 private:
  // start(blocks: Uint8Array, onRecords: () => void): an engine, which lives as long as the environment.
  Napi::Value Start(const Napi::CallbackInfo& info) {
    const bool hasBlocks = info[0].IsTypedArray() && info[0].As<Napi::TypedArray>().ByteLength() >= sizeof(RequestBlock);
    if (!hasBlocks || !info[1].IsFunction()) {
      Napi::TypeError::New(info.Env(), "start() takes blocks and a function.").ThrowAsJavaScriptException();
      return info.Env().Undefined();
    }
    engines_.push_back(std::make_unique<EngineBinding>(info, info[0].As<Napi::Uint8Array>()));
    return engines_.back()->Functions(info.Env());
  }

  std::vector<std::unique_ptr<EngineBinding>> engines_;
};

NODE_API_ADDON(Addon)

}  // namespace rxicmp
