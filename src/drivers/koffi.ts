import { networkInterfaces } from 'node:os';
import { checkCallback } from '../icmpapi/checkCallback.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
import { checkFamily } from '../icmpapi/checkFamily.ts';
import { HandedOut, ownHandle } from '../icmpapi/handedOut.ts';
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
import { unsupported } from '../icmpapi/unsupported.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { bindContext } from './bindContext.ts';
import { InterfaceTable } from './interfaceTable.ts';
import { type WindowsApi, windowsApi } from './koffi/iphlpapi.ts';
import { refused } from './koffi/koffiCompletion.ts';
import { KoffiEcho, KoffiHandle } from './koffi/koffiEcho.ts';
import { KoffiEngine } from './koffi/koffiEngine.ts';
import { addonReport } from './loadAddon.ts';
import { openError, type AskedSystem } from './openError.ts';
import { sendError } from './sendError.ts';
import { socketReports } from './socketReports.ts';

let shared: KoffiDriver | undefined;

/**
 * The driver that calls the ICMP API of Windows by way of koffi, for machines without a prebuilt addon. There is one
 * for all handles of this thread's environment. It is made on first use.
 *
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` where there is no Windows, or no koffi.
 */
export function koffiDriver(): IcmpDriver {
  return (shared ??= new KoffiDriver(windowsApi()));
}

const INVALID_HANDLE_VALUE = -1;
const WHO = 'The koffi driver';

class KoffiDriver implements IcmpDriver {
  readonly name = 'koffi';
  readonly features: ReadonlySet<DriverFeature> = new Set<DriverFeature>([
    'dontFragment',
    'ipOptions',
    'lateReplies',
    'sync',
  ]);

  readonly #api: WindowsApi;
  readonly #system: AskedSystem;
  readonly #interfaces: InterfaceTable;
  readonly #engine: KoffiEngine;
  #handles = 0;

  constructor(api: WindowsApi) {
    this.#api = api;
    this.#system = {
      errorText: (error) => api.errorText(error),
      probeSockets: () => ([4, 6] as const).map((family) => this.#probe(family)),
    };
    this.#interfaces = new InterfaceTable({
      now: () => performance.now(),
      interfaces: listInterfaces,
      errorText: (error) => api.errorText(error),
    });
    this.#engine = new KoffiEngine(api);
  }

  now(): number {
    return this.#engine.now();
  }

  createFile(family: 4 | 6, ownContext = false): IcmpHandle {
    checkFamily(family);
    const native = this.#open(family);
    if (typeof native !== 'number') throw openError(this.#system, family, native.error);
    this.#handles++;
    return new HandedOut(new KoffiHandle(family, native, ownContext));
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = ownHandle(handle, 'send', isOurs);
    const checked = checkEchoRequest(own, request, () => this.#interfaces.names());
    checkCallback(onCompletion);
    if (checked.notBefore !== null) throw unsupported(WHO, 'notBefore', 'pass null, and keep the beat with a timer.');
    const inContext = own.ownContext
      ? (completion: EchoCompletion) => own.run(onCompletion, completion)
      : bindContext(onCompletion);
    const echo = this.#echo(own, checked, inContext);
    const error = this.#engine.submit(echo);
    if (error !== 0) {
      if (isMistake(checked, error)) throw sendError(this.#system, own.family, checked, error);
      this.#engine.refuse(echo, error);
    }
    return { cancel: () => this.#engine.drop(echo) };
  }

  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): readonly EchoCompletion[] {
    const own = ownHandle(handle, 'send', isOurs);
    const checked = checkEchoRequest(own, request, () => this.#interfaces.names());
    const completions: EchoCompletion[] = [];
    const blocking: EchoRequest = { ...checked, lateWindow: 0, notBefore: null, reportSent: false, keepAlive: false };
    const echo = this.#echo(own, blocking, (completion) => {
      if (completion.phase !== 'end') completions.push(completion);
    });
    const error = this.#engine.sync(echo);
    if (error === 0) return completions;
    if (isMistake(checked, error)) throw sendError(this.#system, own.family, checked, error);
    return [refused(echo, error)];
  }

  closeHandle(handle: IcmpHandle): void {
    const own = ownHandle(handle, 'close', isOurs);
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
      sockets: socketReports(this.#system),
      completions: ['event', 'apc'],
      receiveBuffer: null,
      interfaces: this.#interfaces.names(),
      native: { file: null, refused: addonReport().refused },
    };
  }

  #open(family: 4 | 6): number | { readonly error: number } {
    const native = family === 4 ? this.#api.IcmpCreateFile() : this.#api.Icmp6CreateFile();
    const error = this.#api.GetLastError();
    return native === INVALID_HANDLE_VALUE || native === 0 ? { error } : native;
  }

  #probe(family: 4 | 6): ReturnType<AskedSystem['probeSockets']>[number] {
    const native = this.#open(family);
    const isOpen = typeof native === 'number';
    if (isOpen) this.#api.IcmpCloseHandle(native);
    return { family, kind: 'icmp-api', error: isOpen ? 0 : native.error };
  }

  #echo(own: KoffiHandle, request: EchoRequest, onCompletion: (completion: EchoCompletion) => void): KoffiEcho {
    const { destination, source } = request;
    if (request.networkInterface !== null)
      throw unsupported(WHO, 'networkInterface', 'give a source or a zone instead.');
    const scopeIds = {
      destination: own.family === 6 ? this.#interfaces.zoneIndex('destination', destination) : 0,
      source: own.family === 6 && source !== null ? this.#interfaces.zoneIndex('source', source) : 0,
    };
    return new KoffiEcho(own, request, scopeIds, onCompletion);
  }
}

/** Whether the refused request can never work: then the refusal is an error and no outcome. */
function isMistake({ source }: EchoRequest, error: number): boolean {
  if (error === Win32Error.ERROR_INVALID_NETNAME) return source !== null;
  return error === Win32Error.ERROR_INVALID_HANDLE || error === Win32Error.ERROR_ACCESS_DENIED;
}

/** Each copy of this package has one koffi driver. Handles of another copy are not ours. */
function isOurs(own: IcmpHandle): own is KoffiHandle {
  return own instanceof KoffiHandle;
}

/** Each with the index that names it in IPv6 addresses; 0 without IPv6. */
function listInterfaces(): readonly { readonly name: string; readonly index: number }[] {
  return Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    index: addresses.find(({ family, scopeid = 0 }) => family === 'IPv6' && scopeid !== 0)?.scopeid ?? 0,
  }));
}
