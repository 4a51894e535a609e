import type { SqliteDatabase, SqliteStatement } from '#platform';
import type { Row } from './rowOf.ts';

/** How many different sets of columns are known at once. With other columns in each row there would be ever more. */
const MOST_INSERTS = 64;

/** A table that grows by rows, and by the columns that these have. */
export class Table {
  readonly database: SqliteDatabase;
  readonly #name: string;
  /** In lower case: SQLite takes names that differ only in it for one. */
  #columns: Set<string> | null = null;
  /** By the names of their columns. */
  readonly #inserts = new Map<string, SqliteStatement>();

  constructor(database: SqliteDatabase, name: string) {
    this.database = database;
    this.#name = quoted(name);
  }

  /** Either all of them are there, or none. */
  insert(rows: readonly Row[]): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const row of rows) this.#insertOf([...row.keys()]).run(...([...row.values()] as never[]));
      this.database.exec('COMMIT');
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** What was made within a transaction is not there any more. */
  #forget(): void {
    this.#columns = null;
    this.#inserts.clear();
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // SQLite rolls back by itself when a disk is full, for one. What failed first is told.
    }
  }

  #insertOf(names: readonly string[]): SqliteStatement {
    const key = names.join('\0');
    let insert = this.#inserts.get(key);
    if (insert === undefined) {
      this.#grow(names);
      if (this.#inserts.size >= MOST_INSERTS) this.#inserts.clear();
      const places = names.map(() => '?').join();
      const sql = `INSERT INTO ${this.#name} (${names.map(quoted).join()}) VALUES (${places})`;
      this.#inserts.set(key, (insert = this.database.prepare(sql)));
    }
    return insert;
  }

  #grow(names: readonly string[]): void {
    this.database.exec(`CREATE TABLE IF NOT EXISTS ${this.#name} (${names.map(quoted).join()})`);
    this.#columns ??= this.#present();
    for (const name of names) {
      if (this.#columns.has(name.toLowerCase())) continue;
      this.database.exec(`ALTER TABLE ${this.#name} ADD COLUMN ${quoted(name)}`);
      this.#columns.add(name.toLowerCase());
    }
  }

  #present(): Set<string> {
    const columns = this.database.prepare(`PRAGMA table_info(${this.#name})`).all() as { readonly name: string }[];
    return new Set(columns.map(({ name }) => name.toLowerCase()));
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
