// The N-API face of look-ups.
#pragma once

#include <napi.h>

namespace rxicmp {

// The class NameResolver for JavaScript. Each object of it has an inbox of its own.
Napi::Function nameResolverClass(Napi::Env env);

}  // namespace rxicmp
