export { sqliteSink, type SqliteOptions } from './sqliteSink.ts';
export type { SqliteDatabase, SqliteStatement } from '#platform';
