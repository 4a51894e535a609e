/** As much of a database as sinks use: `DatabaseSync` of node:sqlite, and a `Database` of better-sqlite3, have it. */
export interface SqliteDatabase {
  /** Runs statements. */
  exec(sql: string): unknown;
  /** Makes a statement that is run many times. */
  prepare(sql: string): SqliteStatement;
  /** Closes the database. */
  close(): unknown;
}

/** A statement of a database. */
export interface SqliteStatement {
  /** Runs it with values in the places of its question marks. */
  run(...values: never[]): unknown;
  /** All rows that it finds. */
  all(): unknown[];
}

/** Opens a file, or makes it. */
export type OpenSqlite = (path: string) => SqliteDatabase;
