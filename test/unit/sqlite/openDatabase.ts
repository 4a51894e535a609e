import { Database } from 'node-sqlite3-wasm';
import type { SqliteDatabase } from 'rxicmp/sqlite';

/** Whether this Node has SQLite itself. */
export const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined;

/** Opens a file by node:sqlite, and before Node 22.13 by SQLite in WebAssembly, which takes values as an array. */
export function openDatabase(path: string): SqliteDatabase {
  const own = process.getBuiltinModule('node:sqlite') as
    { DatabaseSync: new (path: string) => SqliteDatabase } | undefined;
  if (own !== undefined) return new own.DatabaseSync(path);
  const database = new Database(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return { run: (...values) => statement.run(values), all: () => statement.all() };
    },
    close: () => database.close(),
  };
}
