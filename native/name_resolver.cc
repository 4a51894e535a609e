#include "name_resolver.h"

#include "name_lookup.h"

namespace rxicmp {
namespace {

class NameResolver : public Napi::ObjectWrap<NameResolver> {
 public:
  // new NameResolver(onNews: () => void): it is called when there is something to take.
  explicit NameResolver(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    news_ = Napi::ThreadSafeFunction::New(info.Env(), info[0].As<Napi::Function>(), "rxicmp names", 0, 1);
    news_.Unref(info.Env());
    inbox_ = std::make_shared<NameInbox>([news = news_] { news.NonBlockingCall(); });
    // Hooks run last in, first out, so nobody calls the function any more when it goes away. When the process ends
    // without hooks, the function stays.
    napi_add_env_cleanup_hook(info.Env(), &NameResolver::close, new std::shared_ptr<NameInbox>(inbox_));
  }

  // lookUp(id: number, name: string, family: 0 | 4 | 6): whether it is under way; else it waits for its turn.
  Napi::Value LookUp(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), lookUpName(Name(info), Family(info), inbox_, Id(info)));
  }

  // abandon(id, name, family): the same values as in lookUp().
  void Abandon(const Napi::CallbackInfo& info) { abandonName(Name(info), Family(info), inbox_, Id(info)); }

  // take(): results of look-ups, as objects with their id. An object without an answer says that a look-up which had to
  // wait has begun.
  Napi::Value Take(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    auto list = Napi::Array::New(env);
    uint32_t i = 0;
    for (const NameNews& news : inbox_->take()) {
      auto object = Napi::Object::New(env);
      object.Set("id", news.id);
      object.Set("answer", news.answer == nullptr ? env.Null() : Answer(env, *news.answer));
      list.Set(i++, object);
    }
    return list;
  }

  // keepAlive(on: boolean): whether look-ups keep the process alive.
  void KeepAlive(const Napi::CallbackInfo& info) {
    if (info[0].As<Napi::Boolean>().Value()) news_.Ref(info.Env());
    else news_.Unref(info.Env());
  }

  // counts(): those of the whole process.
  Napi::Value Counts(const Napi::CallbackInfo& info) {
    const LookupCounts counts = lookupCounts();
    auto object = Napi::Object::New(info.Env());
    object.Set("underWay", static_cast<double>(counts.underWay));
    object.Set("waiting", static_cast<double>(counts.waiting));
    return object;
  }

 private:
  static void close(void* given) {
    auto* const inbox = static_cast<std::shared_ptr<NameInbox>*>(given);
    (*inbox)->close();
    delete inbox;
  }

  static uint32_t Id(const Napi::CallbackInfo& info) { return info[0].As<Napi::Number>().Uint32Value(); }
  static std::string Name(const Napi::CallbackInfo& info) { return info[1].As<Napi::String>().Utf8Value(); }
  static int Family(const Napi::CallbackInfo& info) { return info[2].As<Napi::Number>().Int32Value(); }

  static Napi::Value Answer(Napi::Env env, const NameAnswer& answer) {
    auto object = Napi::Object::New(env);
    object.Set("code", answer.code == nullptr ? env.Null() : Napi::String::New(env, answer.code));
    object.Set("error", answer.error);
    auto addresses = Napi::Array::New(env, answer.addresses.size());
    uint32_t i = 0;
    for (const NameAddress& address : answer.addresses) {
      auto each = Napi::Object::New(env);
      each.Set("text", address.text);
      each.Set("scope", address.scope);
      addresses.Set(i++, each);
    }
    object.Set("addresses", addresses);
    return object;
  }

  Napi::ThreadSafeFunction news_;
  std::shared_ptr<NameInbox> inbox_;
};

}  // namespace

Napi::Function nameResolverClass(Napi::Env env) {
  using Class = NameResolver;
  return Class::DefineClass(env, "NameResolver",
                            {
                                Class::InstanceMethod("lookUp", &Class::LookUp),
                                Class::InstanceMethod("abandon", &Class::Abandon),
                                Class::InstanceMethod("take", &Class::Take),
                                Class::InstanceMethod("keepAlive", &Class::KeepAlive),
                                Class::InstanceMethod("counts", &Class::Counts),
                            });
}

}  // namespace rxicmp
