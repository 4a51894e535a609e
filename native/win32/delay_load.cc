// Node-API's functions are in the program that loads this DLL, whatever its file is called. The linker delays their
// import, and this hook says where they are.
#include <windows.h>
#include <delayimp.h>

namespace {

FARPROC WINAPI hostProgram(unsigned event, DelayLoadInfo* info) {
  if (event != dliNotePreLoadLibrary || lstrcmpiA(info->szDll, "node.exe") != 0) return nullptr;
  HMODULE host = GetModuleHandleW(L"libnode.dll");
  if (host == nullptr) host = GetModuleHandleW(nullptr);
  return reinterpret_cast<FARPROC>(reinterpret_cast<void*>(host));
}

}  // namespace

PfnDliHook __pfnDliNotifyHook2 = hostProgram;
