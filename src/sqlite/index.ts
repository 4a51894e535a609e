/**
 * A sink that writes rows into SQLite.
 *
 * @module rxicmp/sqlite
 */

export { sqliteSink, type SqliteOptions } from './sqliteSink.ts';
export type { SqliteDatabase, SqliteStatement } from '#platform';
