import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { SocketReport } from '../errors.ts';
import type { DriverCounters } from '../icmpapi/icmpapi.ts';
import { loadError } from './loadError.ts';

/** What native/addon.cc exports. Numbers named error are errno values, on Windows Win32 errors; 0 for none. */
export interface AddonBinding {
  /** Starts an engine, for as long as the environment lives. */
  start(block: Uint8Array, onRecords: () => void): NativeEngine;
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
  /** What the system says about an error, without a full stop; may be empty. */
  errorText(error: number): string;
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
