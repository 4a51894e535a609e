import { networkInterfaces } from 'node:os';
import { IcmpArgumentError, IcmpError, IcmpPermissionError, type SocketReport } from '../errors.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
import type {
  DriverCounters,
  DriverDiagnosis,
  DriverFeature,
  EchoCompletion,
  EchoRequest,
  IcmpDriver,
  IcmpHandle,
  PendingEcho,
} from '../icmpapi/icmpapi.ts';
import { Win32Error, win32ErrorName } from '../wire/win32Errors.ts';
import { InterfaceTable } from './interfaceTable.ts';
import { type WindowsApi, windowsApi } from './koffi/iphlpapi.ts';
import { refused } from './koffi/koffiCompletion.ts';
import { KoffiEcho, KoffiHandle } from './koffi/koffiEcho.ts';
import { KoffiEngine } from './koffi/koffiEngine.ts';

let shared: KoffiDriver | undefined;

/**
 * The driver that calls the ICMP API of Windows by way of koffi, for machines without a prebuilt addon. One for all
 * handles of this thread's environment, made on first use.
 *
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` where there is no Windows, or no koffi.
 */
export function koffiDriver(): IcmpDriver {
  return (shared ??= new KoffiDriver(windowsApi()));
}

const INVALID_HANDLE_VALUE = -1;

class KoffiDriver implements IcmpDriver {
  readonly name = 'koffi';
  readonly features: ReadonlySet<DriverFeature> = new Set<DriverFeature>([
    'dontFragment',
    'ipOptions',
    'lateReplies',
    'sync',
  ]);

  readonly #api: WindowsApi;
  readonly #interfaces: InterfaceTable;
  readonly #engine: KoffiEngine;
  #handles = 0;

  constructor(api: WindowsApi) {
    this.#api = api;
    this.#interfaces = new InterfaceTable({ now: () => performance.now(), interfaces: listInterfaces });
    this.#engine = new KoffiEngine(api);
  }

  now(): number {
    return this.#engine.now();
  }

  createFile(family: 4 | 6): IcmpHandle {
    if (family !== 4 && family !== 6)
      throw new IcmpArgumentError('family', family, '4 or 6', 'pass the family of the destinations.');
    const native = this.#open(family);
    if (typeof native !== 'number') throw this.#refusal(family, native.error);
    this.#handles++;
    return new KoffiHandle(family, native);
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = this.#openHandle(handle);
    checkEchoRequest(own, request, () => this.#interfaces.names());
    if (typeof onCompletion !== 'function') {
      const fix = 'pass a function that takes completions.';
      throw new IcmpArgumentError('onCompletion', onCompletion, 'a function', fix);
    }
    if (request.notBefore !== null) throw unsupported('notBefore', 'pass null, and keep the beat with a timer.');
    const echo = this.#echo(own, request, onCompletion);
    const error = this.#engine.submit(echo);
    if (error !== 0) {
      const mistake = this.#mistake(own, request, error);
      if (mistake !== null) throw mistake;
      this.#engine.refuse(echo, error);
    }
    return echo;
  }

  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): readonly EchoCompletion[] {
    const own = this.#openHandle(handle);
    checkEchoRequest(own, request, () => this.#interfaces.names());
    const completions: EchoCompletion[] = [];
    const blocking: EchoRequest = { ...request, lateWindow: 0, notBefore: null, reportSent: false, keepAlive: false };
    const echo = this.#echo(own, blocking, (completion) => {
      if (completion.phase !== 'end') completions.push(completion);
    });
    const error = this.#engine.sync(echo);
    if (error === 0) return completions;
    const mistake = this.#mistake(own, request, error);
    if (mistake !== null) throw mistake;
    return [refused(echo, error)];
  }

  closeHandle(handle: IcmpHandle): void {
    const own = this.#openHandle(handle);
    own.closed = true;
    this.#handles--;
    for (const echo of own.echoes) this.#engine.drop(echo);
    this.#engine.closeWhenIdle(own);
  }

  counters(): DriverCounters {
    return { ...this.#engine.counters, handles: this.#handles };
  }

  diagnose(): DriverDiagnosis {
    return {
      driver: this.name,
      platform: `${process.platform}-${process.arch}`,
      sockets: ([4, 6] as const).map((family) => this.#report(family)),
      receiveBuffer: null,
      interfaces: this.#interfaces.names(),
    };
  }

  #open(family: 4 | 6): number | { readonly error: number } {
    const native = family === 4 ? this.#api.IcmpCreateFile() : this.#api.Icmp6CreateFile();
    const error = this.#api.GetLastError();
    return native === INVALID_HANDLE_VALUE || native === 0 ? { error } : native;
  }

  #report(family: 4 | 6): SocketReport {
    const native = this.#open(family);
    if (typeof native === 'number') {
      this.#api.IcmpCloseHandle(native);
      return { family, kind: 'icmp-api', usable: true, errorCode: null, fix: null };
    }
    const errorCode = win32ErrorName(native.error, family);
    return { family, kind: 'icmp-api', usable: false, errorCode, fix: FIXES[native.error] ?? NO_FIX };
  }

  #echo(own: KoffiHandle, request: EchoRequest, onCompletion: (completion: EchoCompletion) => void): KoffiEcho {
    const { destination, source } = request;
    if (request.networkInterface !== null) throw unsupported('networkInterface', 'give a source or a zone instead.');
    const scopeIds = {
      destination: own.family === 6 ? this.#interfaces.zoneIndex('destination', destination) : 0,
      source: own.family === 6 && source !== null ? this.#interfaces.zoneIndex('source', source) : 0,
    };
    return new KoffiEcho(own, { ...request }, scopeIds, onCompletion, (echo) => this.#engine.drop(echo));
  }

  #openHandle(handle: IcmpHandle): KoffiHandle {
    if (!(handle instanceof KoffiHandle)) {
      const expected = 'a handle that createFile() of this driver returned';
      throw new IcmpArgumentError('handle', handle, expected, 'open one with createFile().');
    }
    if (!handle.closed) return handle;
    throw new IcmpError('ERR_ICMP_HANDLE_CLOSED', 'The ICMP handle is closed.', 'open another one with createFile().');
  }

  /** What the caller did wrong when the system refused a request at once; null when it was not the caller. */
  #mistake({ family }: KoffiHandle, request: EchoRequest, error: number): IcmpError | null {
    const name = `${win32ErrorName(error, family)} (${error})`;
    if (error === Win32Error.ERROR_INVALID_NETNAME && request.source !== null) {
      const expected = `an address of this machine: ${name}`;
      const fix = 'use one that an interface here has, or leave it out.';
      return new IcmpArgumentError('source', request.source, expected, fix);
    }
    if (error === Win32Error.ERROR_INVALID_PARAMETER && request.replySize !== null) {
      const expected = `room for at least one reply: ${name}`;
      return new IcmpArgumentError('replySize', request.replySize, expected, 'pass null for as many as needed.');
    }
    if (error === Win32Error.ERROR_INVALID_HANDLE || error === Win32Error.ERROR_ACCESS_DENIED) {
      return this.#refusal(family, error);
    }
    return null;
  }

  #refusal(family: 4 | 6, error: number): IcmpError {
    if (error === Win32Error.ERROR_ACCESS_DENIED) {
      return new IcmpPermissionError(this.diagnose().sockets, FIXES[error] ?? NO_FIX);
    }
    const message = `The ICMP API refused for IPv${family}: ${win32ErrorName(error, family)} (${error}).`;
    return new IcmpError('ERR_ICMP_SYSTEM', message, FIXES[error] ?? null);
  }
}

const NO_FIX = 'see what this Windows error means for IcmpCreateFile';
const FIXES: Readonly<Record<number, string>> = {
  [Win32Error.ERROR_FILE_NOT_FOUND]: 'enable this IP version on the machine, or use the other one',
  [Win32Error.ERROR_CALL_NOT_IMPLEMENTED]: 'use the other IP version: this system has no ICMP API for this one',
  [Win32Error.ERROR_ACCESS_DENIED]: 'let this process open the ICMP device, or run it as another user',
};

function unsupported(what: string, fix: string): IcmpError {
  return new IcmpError('ERR_ICMP_SYSTEM', `The koffi driver cannot do ${what}: ERROR_NOT_SUPPORTED (50).`, fix);
}

/** With the index by which IPv6 addresses name it; 0 without IPv6. */
function listInterfaces(): readonly { readonly name: string; readonly index: number }[] {
  return Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    index: addresses.find(({ family, scopeid = 0 }) => family === 'IPv6' && scopeid !== 0)?.scopeid ?? 0,
  }));
}
