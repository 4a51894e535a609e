import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import { STATE_KEY } from './stateKey.ts';

type Uses = { readonly driver: IcmpDriver }[];

/**
 * One entry for each use that has not ended; the latest counts. Copies of this package share the list. A test runner that
 * gives each file a `globalThis` of its own ends with a file what the file has left in use.
 */
function uses(): Uses {
  const global = globalThis as { [STATE_KEY]?: Uses };
  if (global[STATE_KEY] === undefined) Object.defineProperty(global, STATE_KEY, { value: [] });
  return global[STATE_KEY]!;
}

/** The driver for whoever names none; null for the usual one. */
export function driverInUse(): IcmpDriver | null {
  return uses().at(-1)?.driver ?? null;
}

/** @returns a function that ends this use, whatever uses have begun or ended since. A second call does nothing. */
export function startUsing(driver: IcmpDriver): () => void {
  const use = { driver };
  const all = uses();
  all.push(use);
  return () => {
    const at = all.indexOf(use);
    if (at >= 0) all.splice(at, 1);
  };
}
