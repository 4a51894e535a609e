import { printable } from './checks/printable.ts';
import { Win32Error } from './wire/win32Errors.ts';
import { windowsError, type WindowsError } from './wire/windowsError.ts';

/** Stable names of what an error notification can mean. Test these: they survive bundling and JSON, unlike classes. */
export type IcmpErrorCode =
  | 'ERR_ICMP_ARGUMENT'
  | 'ERR_ICMP_PERMISSION'
  | 'ERR_ICMP_NO_DRIVER'
  | 'ERR_ICMP_UNAVAILABLE'
  | 'ERR_ICMP_HANDLE_CLOSED'
  | 'ERR_ICMP_ECHO_FAILED'
  | 'ERR_ICMP_DECODE'
  | 'ERR_ICMP_OVERFLOW'
  | 'ERR_ICMP_SYSTEM';

/** One way of sending ICMP on this machine, and whether this process may use it. */
export interface SocketReport {
  readonly family: 4 | 6;
  /** `ping`: unprivileged ICMP socket; `raw`: raw socket; `icmp-api`: the Windows ICMP API. */
  readonly kind: 'ping' | 'raw' | 'icmp-api';
  readonly usable: boolean;
  /** The system's name of what stands in the way, such as `EACCES`; null when usable. */
  readonly errorCode: string | null;
  /** What to do about it, as a command or setting; null when usable. */
  readonly fix: string | null;
}

/**
 * What error notifications carry: mistakes, and machines that cannot ping at all.
 * What the network does is never an error; it is a value.
 */
export class IcmpError extends Error {
  readonly code: IcmpErrorCode;
  /** What to do about it, or null when that is not known. */
  readonly fix: string | null;
  /**
   * What the Windows ICMP API answers to the same mistake, on every platform; null for what that API has no part in, such
   * as an option of a stream.
   */
  readonly win32: WindowsError | null;

  constructor(code: IcmpErrorCode, message: string, fix: string | null = null, win32: WindowsError | null = null) {
    // Names and scenario files may bring escape sequences along.
    super(printable(fix === null ? message : `${message} Fix: ${fix}`));
    this.name = 'IcmpError';
    this.code = code;
    this.fix = fix === null ? null : printable(fix);
    this.win32 = win32;
  }

  /**
   * A plain object with every own field, for logs and other processes. `structuredClone`, and so `postMessage`, keeps
   * only the message and the stack of an error: send this instead.
   */
  toJSON(): object {
    const fields = Object.entries(this as object as Record<string, unknown>).map(([name, value]) => [
      name,
      isJson(value) ? value : show(value),
    ]);
    return { ...(Object.fromEntries(fields) as object), name: this.name, message: this.message };
  }
}

/** An argument or option that can never work. Thrown before anything is sent. */
export class IcmpArgumentError extends IcmpError {
  /** The argument or option, by its public name. */
  readonly argument: string;
  readonly value: unknown;
  /** What would have been accepted. */
  readonly expected: string;
  declare readonly fix: string;

  /** @param problem the message without the fix; by default it shows the value and what was expected. */
  constructor(
    argument: string,
    value: unknown,
    expected: string,
    fix: string,
    problem?: string,
    win32: WindowsError | null = null,
  ) {
    super('ERR_ICMP_ARGUMENT', problem ?? `${argument} is ${show(value)}, expected ${expected}.`, fix, win32);
    this.name = 'IcmpArgumentError';
    this.argument = argument;
    this.value = value;
    this.expected = expected;
  }
}

/** No ICMP socket may be opened by this process. `sockets` says what was tried, `fix` what to change. */
export class IcmpPermissionError extends IcmpError {
  readonly sockets: readonly SocketReport[];

  constructor(sockets: readonly SocketReport[], fix: string) {
    const tried = sockets.map((s) => `${s.kind} socket for IPv${s.family}: ${s.errorCode ?? 'usable'}`);
    const message = `This process may not open any ICMP socket (${tried.join('; ')}).`;
    super('ERR_ICMP_PERMISSION', message, fix, windowsError(Win32Error.ERROR_ACCESS_DENIED));
    this.name = 'IcmpPermissionError';
    this.sockets = sockets;
  }
}

/** The system refused something, such as one more socket, with a reason that may pass. */
export class IcmpSystemError extends IcmpError {
  /** The system's name of the reason, such as `EMFILE`. */
  readonly errorCode: string;

  constructor(errorCode: string, message: string, fix: string | null, win32: WindowsError) {
    super('ERR_ICMP_SYSTEM', message, fix, win32);
    this.errorCode = errorCode;
  }
}

/** False for what contains a BigInt or itself. */
function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** Shows a value in a message without ever throwing or flooding the terminal. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  // Not by class: a Proxy of an array has the class, and tells no length.
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}
