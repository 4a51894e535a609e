import { IcmpError } from '../../errors.ts';
import type { PointerSize } from '../../wire/layout.ts';
import { loadKoffi } from './loadKoffi.ts';

/** Memory of the C library. It stays in its place until it is freed, whatever happens to the JavaScript objects. */
export interface NativeMemory {
  readonly address: number;
  /** A view of the memory, not a copy. It must not be touched after `free`. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  free(): void;
}

/** What an APC is told about a request that has ended. */
export interface Apc {
  readonly context: number;
  /** NTSTATUS. When its highest bit is set, it is an error, and nothing was written to the reply buffer. */
  readonly status: number;
  /** Bytes of the reply buffer that were written. */
  readonly information: number;
}

/** `IcmpSendEcho2Ex` and `Icmp6SendEcho2`, which differ in how they take addresses. Pointers and handles are numbers. */
export type SendEcho = (
  icmpHandle: number,
  event: number,
  apcRoutine: number,
  apcContext: number,
  source: number,
  destination: number,
  requestData: number,
  requestSize: number,
  requestOptions: number,
  replyBuffer: number,
  replySize: number,
  timeout: number,
) => number;

/**
 * The functions of Windows that the driver calls, by way of koffi. koffi keeps the last error of each call, so
 * `GetLastError` returns the error of the call before it, if both are in the same turn.
 */
export interface WindowsApi {
  readonly pointerSize: PointerSize;
  IcmpCreateFile(): number;
  Icmp6CreateFile(): number;
  IcmpCloseHandle(handle: number): number;
  readonly IcmpSendEcho2Ex: SendEcho;
  readonly Icmp6SendEcho2: SendEcho;
  IcmpParseReplies(replyBuffer: number, replySize: number): number;
  CreateEventW(attributes: number, manualReset: number, initialState: number, name: number): number;
  WaitForMultipleObjects(count: number, handles: number, waitAll: number, milliseconds: number): number;
  SleepEx(milliseconds: number, alertable: number): number;
  GetLastError(): number;
  /** What the system says about a Win32 error, without a full stop; may be empty. */
  errorText(error: number): string;
  /** The Win32 error of an NTSTATUS. */
  RtlNtStatusToDosError(status: number): number;
  /** Memory of zeros; null when the system has not that much. */
  allocate(size: number): NativeMemory | null;
  /** A routine for `IcmpSendEcho2Ex`. It is never freed: a late APC must not find another one in its place. */
  apcRoutine(onApc: (apc: Apc) => void): number;
}

const SEND_ECHO =
  'intptr_t handle, intptr_t event, intptr_t apc, uintptr_t context, ADDRESS source, ADDRESS destination, ' +
  'uintptr_t data, uint16_t size, uintptr_t options, uintptr_t reply, uint32_t replySize, uint32_t timeout';

type FormatMessageW = (
  flags: number,
  source: number,
  id: number,
  language: number,
  text: number,
  size: number,
  values: number,
) => number;

/** UTF-16 code units of an error text. */
const MOST_TEXT = 512;
/** UTF-16 code units of the system folder's path. */
const MOST_PATH = 260;
/** FORMAT_MESSAGE_FROM_SYSTEM, FORMAT_MESSAGE_IGNORE_INSERTS. */
const FORMAT_FLAGS = 0x1200;

let loaded: WindowsApi | undefined;

/**
 * Declares the functions, on first use. The ICMP functions come from iphlpapi.dll, or in tests from the DLL that
 * `RXICMP_TEST_IPHLPAPI` names.
 *
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` where there is no Windows, or no koffi.
 */
export function windowsApi(): WindowsApi {
  return (loaded ??= declare());
}

function declare(): WindowsApi {
  if (process.platform !== 'win32') {
    throw new IcmpError(
      'ERR_ICMP_NO_DRIVER',
      `The koffi driver calls the ICMP API of Windows, which ${process.platform} does not have.`,
      "leave out `driver`, or set it to 'addon'.",
    );
  }
  const koffi = loadKoffi();
  // Windows knows the place of these two: it does not look for them in the program's folder, as it does for others.
  const kernel32 = koffi.load('kernel32.dll');
  const ntdll = koffi.load('ntdll.dll');
  const from = (library: typeof kernel32, prototype: string): never => library.func(prototype) as never;
  const ioStatusBlock = koffi.struct({ status: 'uint32_t', information: 'uintptr_t' });
  const formatMessage: FormatMessageW = from(
    kernel32,
    'uint32_t __stdcall FormatMessageW(uint32_t flags, uintptr_t source, uint32_t id, uint32_t language, ' +
      'uintptr_t text, uint32_t size, uintptr_t values)',
  );
  const getSystemDirectory: (text: number, size: number) => number = from(
    kernel32,
    'uint32_t __stdcall GetSystemDirectoryW(uintptr_t text, uint32_t size)',
  );
  const allocate = (size: number): NativeMemory | null => {
    const pointer = koffi.alloc('uint8_t', size);
    if (!pointer) return null;
    const buffer = koffi.view(pointer, size);
    // User addresses of Windows have at most 47 bits.
    return {
      address: Number(pointer),
      bytes: new Uint8Array(buffer),
      view: new DataView(buffer),
      free: () => koffi.free(pointer),
    };
  };
  const systemFolder = (): string => {
    const memory = allocate(MOST_PATH * 2);
    if (memory === null) return '';
    const length = getSystemDirectory(memory.address, MOST_PATH);
    const text = new TextDecoder('utf-16le').decode(memory.bytes.slice(0, length * 2));
    memory.free();
    return `${text}\\`;
  };
  const iphlpapi = koffi.load(process.env['RXICMP_TEST_IPHLPAPI'] || `${systemFolder()}iphlpapi.dll`);
  return {
    pointerSize: process.arch === 'ia32' ? 4 : 8,
    IcmpCreateFile: from(iphlpapi, 'intptr_t __stdcall IcmpCreateFile()'),
    Icmp6CreateFile: from(iphlpapi, 'intptr_t __stdcall Icmp6CreateFile()'),
    IcmpCloseHandle: from(iphlpapi, 'int __stdcall IcmpCloseHandle(intptr_t handle)'),
    IcmpSendEcho2Ex: from(
      iphlpapi,
      `uint32_t __stdcall IcmpSendEcho2Ex(${SEND_ECHO.replaceAll('ADDRESS', 'uint32_t')})`,
    ),
    Icmp6SendEcho2: from(
      iphlpapi,
      `uint32_t __stdcall Icmp6SendEcho2(${SEND_ECHO.replaceAll('ADDRESS', 'uintptr_t')})`,
    ),
    IcmpParseReplies: from(iphlpapi, 'uint32_t __stdcall IcmpParseReplies(uintptr_t reply, uint32_t size)'),
    CreateEventW: from(kernel32, 'intptr_t __stdcall CreateEventW(intptr_t a, int manual, int initial, intptr_t name)'),
    WaitForMultipleObjects: from(
      kernel32,
      'uint32_t __stdcall WaitForMultipleObjects(uint32_t count, uintptr_t handles, int all, uint32_t ms)',
    ),
    SleepEx: from(kernel32, 'uint32_t __stdcall SleepEx(uint32_t ms, int alertable)'),
    GetLastError: from(kernel32, 'uint32_t __stdcall GetLastError()'),
    RtlNtStatusToDosError: from(ntdll, 'uint32_t __stdcall RtlNtStatusToDosError(uint32_t status)'),
    allocate,
    errorText: (error) => {
      const memory = allocate(MOST_TEXT * 2);
      if (memory === null) return '';
      const length = formatMessage(FORMAT_FLAGS, 0, error, 0, memory.address, MOST_TEXT, 0);
      const text = new TextDecoder('utf-16le').decode(memory.bytes.slice(0, length * 2));
      memory.free();
      return text.replace(/[\s.]+$/, '');
    },
    apcRoutine: (onApc) => {
      const type = koffi.proto('void __stdcall IcmpApc(uintptr_t context, void *ioStatusBlock, uint32_t reserved)');
      const routine = (context: number, block: unknown): void => {
        onApc({ context, ...(koffi.decode(block, ioStatusBlock) as Pick<Apc, 'status' | 'information'>) });
      };
      return Number(koffi.register(routine, koffi.pointer(type)));
    },
  };
}
