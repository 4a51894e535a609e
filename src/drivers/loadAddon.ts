import { resolve } from 'node:path';
import type { SocketReport } from '../errors.ts';
import type { DriverCounters, NativeReport } from '../icmpapi/icmpapi.ts';
import { fileProblem } from './loadAddon/fileProblem.ts';
import { addonPath, findAddon } from './loadAddon/findAddon.ts';
import { hostLibcs } from './loadAddon/hostLibcs.ts';
import { refusal, type Refusal } from './loadAddon/refusal.ts';
import { loadError } from './loadError.ts';
import { nativeRequire } from './nativeRequire.ts';

/** What native/addon.cc exports. Numbers named error are errno values, on Windows Win32 errors; 0 for none. */
export interface AddonBinding {
  /** Starts an engine, for as long as the environment lives. */
  start(blocks: Uint8Array, onRecords: () => void): NativeEngine;
  /** Each has an inbox of its own, and calls `onNews` when there is something to take. */
  readonly NameResolver: new (onNews: () => void) => NativeNameResolver;
}

/** What `start` of the addon returns. Its functions need no `this`. */
export interface NativeEngine {
  now(): number;
  open(family: 4 | 6): number;
  send(payload?: Uint8Array): number;
  sendSync(payload?: Uint8Array): Uint8Array | number;
  cancel(slot: number, generation: number): void;
  sendAll(count: number): number;
  take(into: Uint8Array): number;
  keepAlive(on: boolean): void;
  counters(): Omit<DriverCounters, 'outstanding' | 'handles'>;
  receiveBuffer(): number;
  probeSockets(): readonly { readonly family: 4 | 6; readonly kind: SocketReport['kind']; readonly error: number }[];
  interfaces(): readonly { readonly name: string; readonly index: number }[];
  /**
   * The index of an interface by a name that `interfaces` does not list; 0 for none, and a negative errno when the system
   * cannot be asked.
   */
  interfaceIndex(name: string): number;
  /** What the system says about an error, without a full stop; may be empty. */
  errorText(error: number): string;
}

/** What native/name_resolver.cc exports. An `id` is the caller's own. */
export interface NativeNameResolver {
  /** @returns false when the name has to wait for its turn. */
  lookUp(id: number, name: string, family: 0 | 4 | 6): boolean;
  /** Takes the arguments of the look-up. */
  abandon(id: number, name: string, family: 0 | 4 | 6): void;
  /** The news since the last call. Without an answer: the look-up has begun after it had to wait. */
  take(): readonly { readonly id: number; readonly answer: NameAnswer | null }[];
  keepAlive(on: boolean): void;
  /** The look-ups of all threads of the process. */
  counts(): { readonly underWay: number; readonly waiting: number };
}

/** The result of a look-up. */
export interface NameAnswer {
  /** Why there are no addresses, by Node's name; null when Node has no name, or when there are addresses. */
  readonly code: string | null;
  /** The system's number of a reason without a name; 0 for none. */
  readonly error: number;
  /** A link-local address has the index of its interface; 0 when that was not told. */
  readonly addresses: readonly { readonly text: string; readonly scope: number }[];
}

let loaded: AddonBinding | undefined;
let report: NativeReport = { file: null, refused: [] };

/** The addon's file in this thread, and the files that did not load. */
export function addonReport(): NativeReport {
  return report;
}

/**
 * Loads the native addon: the one in the file that the environment variable `RXICMP_ADDON` names, else that of the package
 * for this system, processor and C library.
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` that says of each file why it did not load.
 */
export function loadAddon(): AddonBinding {
  return (loaded ??= loadFirst());
}

function loadFirst(): AddonBinding {
  const own = chosenFile();
  const refused: Refusal[] = [];
  const told = () => refused.map(({ file, reason }) => ({ file, reason }));
  for (const libc of own === null ? hostLibcs() : [null]) {
    let file = own ?? addonPath(libc);
    try {
      file = own === null ? findAddon(libc) : resolve(own);
      const problem = fileProblem(file);
      if (problem !== null) throw new Error(problem);
      const binding = nativeRequire(file) as AddonBinding;
      report = { file, refused: told() };
      return binding;
    } catch (error) {
      refused.push(refusal(file, error, own !== null));
    }
  }
  report = { file: null, refused: told() };
  const reasons = refused.map(({ file, reason }) => `${file}: ${reason}`).join('; ');
  const { fix } = refused.find(({ isMissing }) => !isMissing) ?? refused[0]!;
  throw loadError('No native addon of rxicmp loads', reasons, fix);
}

/** The file that the environment names; null for none, or where a program may not read its environment. */
function chosenFile(): string | null {
  try {
    return process.env['RXICMP_ADDON'] || null;
  } catch {
    return null;
  }
}
