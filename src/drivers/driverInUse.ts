import type { IcmpDriver } from '../icmpapi/icmpapi.ts';

/** One entry for each use that has not ended; the latest counts. */
const uses: { readonly driver: IcmpDriver }[] = [];

/** The driver for whoever names none; null for the usual one. */
export function driverInUse(): IcmpDriver | null {
  return uses.at(-1)?.driver ?? null;
}

/** @returns a function that ends this use, whatever uses have begun or ended since. A second call does nothing. */
export function startUsing(driver: IcmpDriver): () => void {
  const use = { driver };
  uses.push(use);
  return () => {
    const at = uses.indexOf(use);
    if (at >= 0) uses.splice(at, 1);
  };
}
