import { IcmpError } from '../errors.ts';
import { firstLine } from './firstLine.ts';
import { nativeRequire } from './nativeRequire.ts';
import type { OpenSqlite, SqliteDatabase } from './sqliteDatabase.ts';

type NodeSqlite = { readonly DatabaseSync: new (path: string) => SqliteDatabase };
type BetterSqlite = new (path: string, options: { readonly timeout: number }) => SqliteDatabase;

/**
 * What opens SQLite's files: Node itself from 22.13 on, else better-sqlite3 where that is installed. Neither waits when a
 * database is locked, for that would hold the event loop.
 *
 * @throws `IcmpError` with `ERR_ICMP_UNAVAILABLE` when there is neither.
 */
export function openSqlite(): OpenSqlite {
  const own = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  if (own !== undefined) return (path) => new own.DatabaseSync(path);
  try {
    const Better = nativeRequire('better-sqlite3') as BetterSqlite;
    return (path) => new Better(path, { timeout: 0 });
  } catch (error) {
    const problem = `Node ${process.versions.node} has no SQLite, and better-sqlite3 does not load (${firstLine(error)}).`;
    const fix = 'use Node 22.13 or later, or:  npm install better-sqlite3@12';
    throw new IcmpError('ERR_ICMP_UNAVAILABLE', problem, fix);
  }
}
