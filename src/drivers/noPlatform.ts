import { IcmpError } from '../errors.ts';
import type { IcmpDriver, LookupFailure, LookupReport } from '../icmpapi/icmpapi.ts';
import { driverInUse } from './driverInUse.ts';
import type { FileSystem } from './fileSystem.ts';
import type { OpenSqlite } from './sqliteDatabase.ts';
import type { TestTools } from './testTools.ts';

export { epochNow, steadyNow, wallNow } from './clocks.ts';
export { startUsing } from './driverInUse.ts';
export type { FileSystem, OpenFile } from './fileSystem.ts';
export type { SqliteDatabase, SqliteStatement } from './sqliteDatabase.ts';

/** Stands in for `platform.ts` where there is no Node, as in a browser: only a driver that was passed in, or
 * that `useDriver` of `rxicmp/testing` set, can be used. */
export function selectDriver(driver?: 'addon' | 'koffi' | IcmpDriver): IcmpDriver {
  const selected = driver ?? driverInUse();
  if (typeof selected === 'object' && selected !== null) return selected;
  throw noDriver('This platform has no ICMP');
}

/** @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` always. */
export function lookupName(
  name: string,
  _family: 4 | 6 | null,
  _onResult: (result: readonly string[] | LookupFailure) => void,
  _onWaiting?: (isWaiting: boolean) => void,
): () => void {
  throw noDriver(`This platform cannot resolve ${name}`);
}

/** Nobody looks names up here. */
export function lookupReport(): LookupReport | undefined {
  return undefined;
}

/** @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` always. */
export function testTools(): TestTools {
  throw noDriver('This platform has nothing to test');
}

/** @throws `IcmpError` with `ERR_ICMP_UNAVAILABLE` always. */
export function fileSystem(): FileSystem {
  throw unavailable('files');
}

/** @throws `IcmpError` with `ERR_ICMP_UNAVAILABLE` always. */
export function openSqlite(): OpenSqlite {
  throw unavailable('SQLite');
}

/** There are no asynchronous contexts here. */
export function bindContext<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  return callback;
}

/** There are no diagnostics channels here. */
export function publish(_name: string, _message: unknown): void {
  // There is no channel here, so nobody can listen.
}

function unavailable(what: string): IcmpError {
  const fix = 'record into a sink of yours, which sends to a server.';
  return new IcmpError('ERR_ICMP_UNAVAILABLE', `This platform has no ${what}.`, fix);
}

function noDriver(message: string): IcmpError {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  const simulated = 'pass a `driver`, such as a SimulatedNetwork from rxicmp/testing.';
  // For a program that was packed for browsers, and runs in Node.
  const packed =
    "this program was packed for browsers. Pack it with the condition 'node' (exportConditions of " +
    `@rollup/plugin-node-resolve), or keep rxicmp out of it, or ${simulated}`;
  const fix = process?.versions?.node === undefined ? simulated : packed;
  return new IcmpError('ERR_ICMP_NO_DRIVER', `${message}.`, fix);
}
