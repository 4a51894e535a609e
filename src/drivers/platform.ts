import { channel } from 'node:diagnostics_channel';
import { IcmpError } from '../errors.ts';
import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import { addonDriver } from './addon.ts';
import { driverInUse } from './driverInUse.ts';
import { koffiDriver } from './koffi.ts';

export { bindContext } from './bindContext.ts';
export { epochNow, steadyNow, wallNow } from './clocks.ts';
export { startUsing } from './driverInUse.ts';
export { fileSystem, type FileSystem, type OpenFile } from './fileSystem.ts';
export { lookupName, lookupReport } from './lookupName.ts';
export { openSqlite } from './openSqlite.ts';
export type { SqliteDatabase, SqliteStatement } from './sqliteDatabase.ts';
export { testTools } from './testTools.ts';

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
      throw new IcmpError('ERR_ICMP_NO_DRIVER', reasons.join(' '), noAddon.fix);
    }
  }
}

/** Publishes on a diagnostics channel; costs nothing while nobody listens. */
export function publish(name: string, message: unknown): void {
  channel(name).publish(message);
}
