import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import { STATE_KEY } from './stateKey.ts';

type Uses = { readonly driver: IcmpDriver }[];

/**
 * One entry for each use that has not ended; the latest counts. Copies of this package share the list. The list belongs
 * to `globalThis`: in a test runner that gives each file its own, a use that a file left behind ends with the file.
 */
function uses(): Uses {
  const global = globalThis as { [STATE_KEY]?: Uses };
  if (global[STATE_KEY] === undefined) Object.defineProperty(global, STATE_KEY, { value: [] });
  return global[STATE_KEY]!;
}

/** The driver for streams that name none; null for the usual one. */
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
