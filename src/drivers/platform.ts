import { channel } from 'node:diagnostics_channel';
import { lookup } from 'node:dns';
import { IcmpError } from '../errors.ts';
import type { IcmpDriver, LookupFailure } from '../icmpapi/icmpapi.ts';
import { addonDriver } from './addon.ts';
import { bindContext } from './bindContext.ts';
import { driverInUse } from './driverInUse.ts';
import { koffiDriver } from './koffi.ts';

export { bindContext } from './bindContext.ts';
export { steadyNow, wallNow } from './clocks.ts';
export { startUsing } from './driverInUse.ts';

type OnResult = (result: readonly string[] | LookupFailure) => void;

// The system's look-ups cannot be stopped, and few run at a time: a name that does not resolve for a while must not
// fill their queue with one more on each beat.
const underWay = new Map<string, Set<OnResult>>();

/**
 * Resolves a name as the system does (hosts file, DNS, mDNS), in the system's order. Who asks for a name that is being
 * looked up already gets the same answer.
 *
 * @param onResult gets the numeric addresses, or the reason why there are none, never before this call has returned, and
 * in the asynchronous context of this call.
 * @returns a function after which `onResult` is not called any more. The look-up itself cannot be stopped, and keeps the
 * process alive until the system has given up.
 */
export function lookupName(name: string, family: 4 | 6 | null, onResult: OnResult): () => void {
  // A function for each call: two calls may pass the same one.
  const listener: OnResult = bindContext(onResult);
  const key = `${family ?? 0} ${name}`;
  let listeners = underWay.get(key);
  if (listeners === undefined) {
    const fresh = (listeners = new Set());
    underWay.set(key, fresh);
    lookup(name, { all: true, order: 'verbatim', family: family ?? 0 }, (error, addresses) => {
      underWay.delete(key);
      const result = error === null ? addresses.map(({ address }) => address) : { code: error.code ?? 'ENOTFOUND' };
      for (const each of fresh) each(result);
    });
  }
  const joined = listeners.add(listener);
  return () => joined.delete(listener);
}

/**
 * The driver of that name, or the driver itself when one is given.
 *
 * @param driver default the one that `useDriver` of `rxicmp/testing` set, else the one that all streams of this thread
 * share: `'addon'`, or on Windows `'koffi'` where the addon does not load.
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` when it cannot be had here.
 */
export function selectDriver(driver?: 'addon' | 'koffi' | IcmpDriver): IcmpDriver {
  if (typeof driver === 'object') return driver;
  if (driver === 'koffi') return koffiDriver();
  if (driver === 'addon') return addonDriver();
  return driverInUse() ?? (process.platform === 'win32' ? (usual ??= addonOrKoffi()) : addonDriver());
}

let usual: IcmpDriver | undefined;

/** Windows has machines that no addon is built for. */
function addonOrKoffi(): IcmpDriver {
  try {
    return addonDriver();
  } catch (noAddon) {
    if (!(noAddon instanceof IcmpError) || noAddon.code !== 'ERR_ICMP_NO_DRIVER') throw noAddon;
    try {
      return koffiDriver();
    } catch (noKoffi) {
      if (!(noKoffi instanceof IcmpError)) throw noKoffi;
      const reasons = [noAddon, noKoffi].map(({ message, fix }) => message.replace(` Fix: ${fix}`, ''));
      throw new IcmpError('ERR_ICMP_NO_DRIVER', reasons.join(' '), noKoffi.fix);
    }
  }
}

/** Publishes on a diagnostics channel; costs nothing while nobody listens. */
export function publish(name: string, message: unknown): void {
  channel(name).publish(message);
}
