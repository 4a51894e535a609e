// The N-API face of look-ups.
#pragma once

#include <napi.h>

namespace rxicmp {

// The class NameLookups for JavaScript. Each object of it has an inbox of its own.
Napi::Function nameLookupsClass(Napi::Env env);

}  // namespace rxicmp
