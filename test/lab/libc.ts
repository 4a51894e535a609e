import koffi from 'koffi';

/**
 * The C library of this Linux, as far as the lab needs it. Descriptors made here are plain numbers of this process:
 * worker threads may use them, and nothing closes them but `close`. Read `errno()` on the very next line.
 */
export interface Libc {
  unshare(flags: number): number;
  open(path: string, flags: number): number;
  close(fd: number): number;
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  read(fd: number, buffer: Uint8Array, length: number): number;
  write(fd: number, buffer: Uint8Array, length: number): number;
  eventfd(initial: number, flags: number): number;
  ppoll(fds: Uint8Array, count: number, timeout: Uint8Array, sigmask: null): number;
  sched_setscheduler(thread: number, policy: number, priority: Uint8Array): number;
  socket(family: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  sendto(
    fd: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: number,
  ): number;
  recvfrom(
    fd: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: Uint8Array,
  ): number;
  errno(): number;
}

let loaded: Libc | null = null;

/** Loads it on first use: on other systems these functions do not exist. */
export function libc(): Libc {
  if (loaded !== null) return loaded;
  const library = koffi.load(null);
  const declare = (prototype: string): never => library.func(prototype) as never;
  loaded = {
    unshare: declare('int unshare(int flags)'),
    // Variadic in C, with the same calling convention for these integers and pointers on the Linux ABIs we run on.
    open: declare('int open(const char *path, int flags)'),
    close: declare('int close(int fd)'),
    ioctl: declare('int ioctl(int fd, ulong request, _Inout_ uint8_t *argument)'),
    read: declare('long read(int fd, _Out_ uint8_t *buffer, size_t length)'),
    write: declare('long write(int fd, const uint8_t *buffer, size_t length)'),
    eventfd: declare('int eventfd(uint initial, int flags)'),
    ppoll: declare('int ppoll(_Inout_ uint8_t *fds, ulong count, const uint8_t *timeout, const void *sigmask)'),
    sched_setscheduler: declare('int sched_setscheduler(int thread, int policy, const uint8_t *priority)'),
    socket: declare('int socket(int family, int type, int protocol)'),
    setsockopt: declare('int setsockopt(int fd, int level, int name, const uint8_t *value, uint length)'),
    sendto: declare(
      'long sendto(int fd, const uint8_t *buffer, size_t length, int flags, const uint8_t *address, uint addressLength)',
    ),
    recvfrom: declare(
      'long recvfrom(int fd, _Out_ uint8_t *buffer, size_t length, int flags, _Out_ uint8_t *address, _Inout_ uint8_t *addressLength)',
    ),
    errno: () => koffi.errno(),
  };
  return loaded;
}
