// What the C++ library of a system with glibc needs of its libc and musl lacks: enough for a test to run, and no more.
// Declared here, because it is compiled without the headers of a libc.
typedef __SIZE_TYPE__ size_t;
long getrandom(void* buffer, size_t length, unsigned flags);
size_t strftime_l(char* text, size_t size, const char* format, const void* time, void* locale);

char __libc_single_threaded = 0;

// libgcc has these two for old programs alone, by a version of symbols, which musl does not read.
unsigned __cpu_model[4];
int __cpu_indicator_init(void) {
  return 0;
}

unsigned arc4random(void) {
  unsigned bits = 0;
  getrandom(&bits, sizeof bits, 0);
  return bits;
}

// The destructors of a thread's objects do not run. The process frees what the thread leaves.
int __cxa_thread_atexit_impl(void (*destroy)(void*), void* object, void* library) {
  (void)destroy, (void)object, (void)library;
  return 0;
}

// Finds nothing, so that libgcc asks dl_iterate_phdr, which musl has.
int _dl_find_object(void* address, void* result) {
  (void)address, (void)result;
  return -1;
}

size_t __strftime_l(char* text, size_t size, const char* format, const void* time, void* locale) {
  return strftime_l(text, size, format, time, locale);
}
