// Keeps the demangler out of the addon, of which it would be a third.
//
// The C++ library refers to it for one purpose: when an exception is not caught, it prints the name of its type before it
// ends the process. The addon is compiled without exceptions, so only the library itself can throw. The name is then
// printed as the compiler wrote it.
#include <cstddef>

extern "C" char* __cxa_demangle(const char* /*name*/, char* /*buffer*/, std::size_t* /*length*/, int* status) {
  constexpr int kNotAName = -2;
  if (status != nullptr) *status = kNotAName;
  return nullptr;
}
