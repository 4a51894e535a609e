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
  start(block: Uint8Array, onRecords: () => void): NativeEngine;
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
  flush(): void;
  take(into: Uint8Array): number;
  keepAlive(on: boolean): void;
  counters(): Omit<DriverCounters, 'outstanding' | 'handles'>;
  receiveBuffer(): number;
  probeSockets(): readonly { readonly family: 4 | 6; readonly kind: SocketReport['kind']; readonly error: number }[];
  interfaces(): readonly { readonly name: string; readonly index: number }[];
  /** Of an interface by another name than `interfaces` tells; 0 for none. */
  interfaceIndex(name: string): number;
  /** What the system says about an error, without a full stop; may be empty. */
  errorText(error: number): string;
}

/** What native/name_resolver.cc exports. An `id` is the caller's own. */
export interface NativeNameResolver {
  /** @returns false when the name has to wait for its turn. */
  lookUp(id: number, name: string, family: 0 | 4 | 6): boolean;
  /** With what it was asked for. */
  abandon(id: number, name: string, family: 0 | 4 | 6): void;
  /** Those without an answer have begun after they had to wait. */
  take(): readonly { readonly id: number; readonly answer: NameAnswer | null }[];
  keepAlive(on: boolean): void;
  /** Of all threads of the process. */
  counts(): { readonly underWay: number; readonly waiting: number };
}

/** What a look-up came to. */
export interface NameAnswer {
  /** Why there are no addresses, as Node calls it; null for another reason, or none. */
  readonly code: string | null;
  /** The system's number of that other reason; 0 for none. */
  readonly error: number;
  /** With the interface that a link-local one belongs to; 0 when that was not told. */
  readonly addresses: readonly { readonly text: string; readonly scope: number }[];
}

let loaded: AddonBinding | undefined;
let report: NativeReport = { file: null, refused: [] };

/** What became of the addon in this thread. */
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
