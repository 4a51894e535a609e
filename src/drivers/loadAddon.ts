import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { SocketReport } from '../errors.ts';
import type { DriverCounters } from '../icmpapi/icmpapi.ts';
import { loadError } from './loadError.ts';

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

/**
 * Loads the native addon: the prebuilt one of this platform, or the one that was built here.
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` that says what was missing.
 */
export function loadAddon(): AddonBinding {
  const require = createRequire(import.meta.url);
  // Two folders up from here, in src as in dist, is the package.
  const folder = fileURLToPath(new URL('../..', import.meta.url));
  try {
    const load = require('node-gyp-build') as (folder: string) => AddonBinding;
    return load(folder);
  } catch (error) {
    const fix = 'reinstall rxicmp on this machine, or run `npm run build` in a checkout of it.';
    throw loadError('No native addon of rxicmp loads', error, fix);
  }
}
