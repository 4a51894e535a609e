import { checkCallback } from '../icmpapi/checkCallback.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
import { checkFamily } from '../icmpapi/checkFamily.ts';
import { HandedOut, ownHandle } from '../icmpapi/handedOut.ts';
import type {
  DriverCounters,
  DriverDiagnosis,
  EchoCompletion,
  EchoRequest,
  IcmpDriver,
  IcmpHandle,
  LookupFailure,
  PendingEcho,
} from '../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../icmpapi/ipFlags.ts';
import { unsupported } from '../icmpapi/unsupported.ts';
import { AddonEcho, AddonHandle, echoes } from './addon/addonEcho.ts';
import { sharedEngine } from './addon/addonEngine.ts';
import { addonFeatures } from './addon/addonFeatures.ts';
import { AddonNames } from './addon/addonNames.ts';
import { readCompletion, recordHeader } from './addon/completionRecord.ts';
import type { EngineCaller } from './addon/engineCaller.ts';
import type { AsyncContext } from './asyncContext.ts';
import { bindContext } from './bindContext.ts';
import { InterfaceTable } from './interfaceTable.ts';
import { addonReport, loadAddon } from './loadAddon.ts';
import { openError } from './openError.ts';
import { sendError } from './sendError.ts';
import { socketReports } from './socketReports.ts';

let shared: AddonDriver | undefined;

/**
 * The driver of the native addon. Each copy of this package has a driver of its own, with its own handles and requests.
 * All of them share the engine of this thread's environment, which starts on first use.
 */
export function addonDriver(): IcmpDriver {
  return (shared ??= new AddonDriver());
}

const IS_WINDOWS = process.platform === 'win32';
/** Names the driver in errors, with the platform: what the addon can do depends on it. */
const WHO = `The addon on ${process.platform}`;

class AddonDriver implements IcmpDriver, EngineCaller {
  readonly name = 'addon';
  readonly features = addonFeatures(process.platform);
  readonly usualDeliverWithin = 5;

  readonly #engine = sharedEngine();
  readonly #interfaces = new InterfaceTable(this.#engine);
  readonly #names = new AddonNames(loadAddon(), (index) => this.#interfaces.zoneOf(index));
  readonly #zoneOf = (index: number): string => this.#interfaces.zoneOf(index);
  /** The families that the engine has opened a socket for. It keeps each socket. */
  readonly #hasSocket = { 4: false, 6: false };
  #outstanding = 0;
  #handles = 0;

  now(): number {
    return this.#engine.now();
  }

  createFile(family: 4 | 6, ownContext = false): IcmpHandle {
    checkFamily(family);
    if (!this.#hasSocket[family]) {
      const error = this.#engine.open(family);
      if (error !== 0) throw openError(this.#engine, family, error);
      this.#hasSocket[family] = true;
    }
    this.#handles++;
    return new HandedOut(new AddonHandle(this, family, ownContext));
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = ownHandle(handle, 'send', isOurs);
    const checked = checkEchoRequest(own, request, () => this.#interfaces.names());
    checkCallback(onCompletion);
    const { scopeId, interfaceIndex } = this.#indexes(own.family, checked);
    const echo = new AddonEcho(own, checked, own.ownContext ? onCompletion : bindContext(onCompletion));
    const slot = this.#engine.send(this, echo, own.family, checked, scopeId, interfaceIndex);
    if (slot < 0) throw sendError(this.#engine, own.family, checked, -slot);
    echoes.add(echo, slot);
    this.#outstanding++;
    return echo;
  }

  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): readonly EchoCompletion[] {
    const own = ownHandle(handle, 'send', isOurs);
    const checked = checkEchoRequest(own, request, () => this.#interfaces.names());
    const { scopeId, interfaceIndex } = this.#indexes(own.family, checked);
    const records = this.#engine.sendSync(own.family, checked, scopeId, interfaceIndex);
    if (typeof records === 'number') throw sendError(this.#engine, own.family, checked, records);
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const completions: EchoCompletion[] = [];
    for (let offset = 0; offset < records.length; offset += recordHeader.size(view, offset)) {
      const completion = this.#read(view, records, offset, own.family, checked.destination);
      if (completion.phase !== 'sent' && completion.phase !== 'end') completions.push(completion);
    }
    return completions;
  }

  closeHandle(handle: IcmpHandle): void {
    const own = ownHandle(handle, 'close', isOurs);
    this.#handles--;
    for (let echo = own.newest ?? null; echo !== null; echo = echoes.olderThan(echo)) {
      if (this.#engine.cancel(echo, echoes.slotOf(echo))) this.#outstanding--;
    }
    own.newest = undefined;
  }

  /** @internal For `AddonEcho`. */
  cancel(echo: AddonEcho): void {
    if (this.#engine.cancel(echo, echoes.slotOf(echo))) this.#forget(echo);
  }

  /** @internal For the engine. */
  contextOf(echo: AddonEcho): AsyncContext {
    return echoes.handleOf(echo);
  }

  /** @internal For the engine. */
  receive(echo: AddonEcho, view: DataView, bytes: Uint8Array, offset: number): void {
    const { family } = echoes.handleOf(echo);
    const completion = this.#read(view, bytes, offset, family, echoes.destinationOf(echo));
    if (completion.final) this.#forget(echo);
    echoes.complete(echo, completion);
  }

  counters(): DriverCounters {
    return { outstanding: this.#outstanding, handles: this.#handles, ...this.#engine.counters() };
  }

  diagnose(): DriverDiagnosis {
    return {
      driver: this.name,
      platform: `${process.platform}-${process.arch}`,
      sockets: socketReports(this.#engine),
      completions: IS_WINDOWS ? ['event', 'apc'] : [],
      receiveBuffer: this.#engine.receiveBuffer() || null,
      interfaces: this.#interfaces.names(),
      lookups: { by: 'threads', ...this.#names.counts() },
      native: addonReport(),
    };
  }

  interfaceIndex(name: string): number | null {
    return this.#interfaces.find(name);
  }

  lookup(
    name: string,
    family: 4 | 6 | null,
    onResult: (result: readonly string[] | LookupFailure) => void,
    onWaiting?: (isWaiting: boolean) => void,
  ): () => void {
    return this.#names.lookup(name, family, onResult, onWaiting);
  }

  /** The index of the destination's zone, and of the interface to send through; 0 for none. */
  #indexes(family: 4 | 6, request: EchoRequest): { readonly scopeId: number; readonly interfaceIndex: number } {
    const { destination, source, networkInterface } = request;
    if (request.optionsData !== null && !this.features.has('ipOptions')) {
      throw unsupported(WHO, 'optionsData', 'pass null.');
    }
    if (IS_WINDOWS) {
      if (networkInterface !== null) throw unsupported(WHO, 'networkInterface', 'give a source or a zone instead.');
    } else if ((request.flags & ~IP_FLAG_DF) !== 0) {
      throw unsupported(WHO, 'IP_FLAG_REVERSE', 'pass IP_FLAG_DF or 0 as flags.');
    }
    const scopeId = family === 6 ? this.#interfaces.zoneIndex('destination', destination) : 0;
    let interfaceIndex = networkInterface === null ? 0 : this.#interfaces.indexOf('networkInterface', networkInterface);
    if (interfaceIndex === 0 && source !== null) interfaceIndex = this.#interfaces.zoneIndex('source', source);
    return { scopeId, interfaceIndex };
  }

  #read(view: DataView, bytes: Uint8Array, offset: number, family: 4 | 6, destination: string): EchoCompletion {
    return readCompletion(view, bytes, offset, family, destination, this.#zoneOf);
  }

  #forget(echo: AddonEcho): void {
    echoes.remove(echo);
    this.#outstanding--;
  }
}

/** Each copy of this package has one driver of the addon. Handles of another copy are not ours. */
function isOurs(own: IcmpHandle): own is AddonHandle {
  return own instanceof AddonHandle;
}
