import { openSqlite, type SqliteDatabase } from '#platform';
import { EMPTY } from 'rxjs';
import { checkFunction } from '../checks/checkFunction.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { IcmpArgumentError } from '../errors.ts';
import type { Sink } from '../sinks/sink.ts';
import { rowOf } from './sqliteSink/rowOf.ts';
import { Table } from './sqliteSink/table.ts';

/** Where values are put, and as what. */
export interface SqliteOptions<T> {
  /** The table, which is made when it is not there; default `'replies'`. */
  readonly table?: string | undefined;
  /** The columns of a value, by name; default: the keys of the value. */
  readonly row?: ((value: T) => object) | undefined;
}

/**
 * Makes a sink that puts each value into a table of SQLite, as a row. A batch is a transaction.
 *
 * - Columns are the keys of the values. Those that the table does not have yet are added. Times stay numbers of milliseconds, truth
 *   is 0 or 1, and what is neither number nor text is JSON.
 * - A database that another process has locked is tried again by `recordTo`. Nothing waits for it, because SQLite would hold
 *   the event loop. A batch of 500 replies takes some milliseconds.
 * - A file is opened with the first batch. Its journal is a WAL, so readers lock nobody out; a power cut may take the
 *   latest batches away.
 *
 * SQLite is that of Node from 22.13 on. Before, it is better-sqlite3 12, an optional peer that you install.
 *
 * @example
 * {@includeCode ../../examples/sqlite.ts}
 *
 * @param database the path of a file, or a database of node:sqlite or better-sqlite3 that is open. That one stays open.
 * @returns a sink for `recordTo` of `rxicmp/sinks`.
 * @throws `IcmpArgumentError` for an option that can never work, and `IcmpError` with `ERR_ICMP_UNAVAILABLE` where there
 * is no SQLite.
 */
export function sqliteSink<T extends object>(
  database: string | SqliteDatabase,
  options: SqliteOptions<T> = {},
): Sink<T> {
  checkDatabase(database);
  checkOptions('options', options, ['table', 'row']);
  const { table: name = 'replies', row = (value: T): object => value } = options;
  if (typeof name !== 'string' || name === '' || name.includes('\0'))
    throw new IcmpArgumentError('table', name, 'the name of a table', "leave it out for 'replies'.");
  checkFunction('row', row);
  const opened = typeof database === 'string' ? openFile(database) : () => database;
  let table: Table | null = null;
  return {
    write(batch) {
      const rows = batch.map((value) => rowOf(row(value)));
      table ??= new Table(opened(), name);
      table.insert(rows);
      return EMPTY;
    },
    close() {
      const last = table;
      table = null;
      if (typeof database === 'string') last?.database.close();
      return EMPTY;
    },
  };
}

function openFile(path: string): () => SqliteDatabase {
  const open = openSqlite();
  return () => {
    const database = open(path);
    try {
      // Without FULL a commit waits for no disk, which would hold the event loop, and the file stays whole all the same.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
}

function checkDatabase(database: string | SqliteDatabase): void {
  if (typeof database === 'string' && database !== '') return;
  const { exec, prepare } = Object(database) as Partial<SqliteDatabase>;
  if (typeof exec === 'function' && typeof prepare === 'function') return;
  throw new IcmpArgumentError(
    'database',
    database,
    'the path of a file, or a database that is open',
    "pass such as 'replies.db', or new DatabaseSync(path) of node:sqlite.",
  );
}
