import { channel } from 'node:diagnostics_channel';
import { lookup } from 'node:dns';
import { IcmpError } from '../errors.ts';
import type { IcmpDriver, LookupFailure } from '../icmpapi/icmpapi.ts';
import { addonDriver } from './addon.ts';

/**
 * Resolves a name as the system does (hosts file, DNS, mDNS), in the system's order.
 *
 * @param onResult gets the numeric addresses, or the reason why there are none, never before this call has returned.
 * @returns a function after which `onResult` is not called any more. The look-up itself cannot be stopped.
 */
export function lookupName(
  name: string,
  family: 4 | 6 | null,
  onResult: (result: readonly string[] | LookupFailure) => void,
): () => void {
  let abandoned = false;
  lookup(name, { all: true, order: 'verbatim', family: family ?? 0 }, (error, addresses) => {
    if (abandoned) return;
    onResult(error === null ? addresses.map(({ address }) => address) : { code: error.code ?? 'ENOTFOUND' });
  });
  return () => {
    abandoned = true;
  };
}

/**
 * The driver that an option asks for; the addon when it asks for nothing.
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` when it cannot be had here.
 */
export function selectDriver(driver: 'addon' | 'koffi' | IcmpDriver | undefined): IcmpDriver {
  if (typeof driver === 'object') return driver;
  if (driver === 'koffi') {
    throw new IcmpError(
      'ERR_ICMP_NO_DRIVER',
      'There is no koffi driver yet.',
      "leave out `driver`, or set it to 'addon'.",
    );
  }
  return addonDriver();
}

/** Publishes on a diagnostics channel; costs nothing while nobody listens. */
export function publish(name: string, message: unknown): void {
  channel(name).publish(message);
}
