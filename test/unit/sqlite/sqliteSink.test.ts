import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSuccess, type EchoReply } from 'rxicmp';
import { type Loss, recordTo, type RecordOptions } from 'rxicmp/sinks';
import { type SqliteDatabase, type SqliteOptions, sqliteSink } from 'rxicmp/sqlite';
import { from, lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echoReply, success, timedOut } from '../operators/echoReplies.ts';
import { hasSqlite, openDatabase } from './openDatabase.ts';

let folder: string;
let path: string;
let database: SqliteDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxicmp-sqlite-'));
  path = join(folder, 'replies.db');
  database = openDatabase(path);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const rows = (sql: string): object[] =>
  database
    .prepare(sql)
    .all()
    .map((row) => ({ ...(row as object) }));

async function recorded<T extends object>(
  values: readonly T[],
  options: SqliteOptions<T> = {},
  record: RecordOptions = {},
) {
  const losses: Loss[] = [];
  const onLoss = (loss: Loss): void => void losses.push(loss);
  const stream = from(values).pipe(recordTo(sqliteSink(database, options), { onLoss, ...record }), toArray());
  return { passed: await lastValueFrom(stream), losses };
}

describe('sqliteSink', () => {
  it('puts each reply into a row, with a column for each key', async () => {
    const replies = [success(0, 1.5), timedOut(1), echoReply('destination-host-unreachable', { sentAt: 0.25 })];
    expect(await recorded(replies)).toEqual({ passed: replies, losses: [] });
    expect(rows('SELECT * FROM replies').map((row) => Object.keys(row))).toEqual(
      replies.map((reply) => Object.keys(reply)),
    );
    expect(rows('SELECT target, tag, status, rtt, sentAt, icmp, truncated FROM replies')).toEqual([
      { target: '192.0.2.1', tag: null, status: 'success', rtt: 1.5, sentAt: 0, icmp: null, truncated: 0 },
      { target: '192.0.2.1', tag: null, status: 'timed-out', rtt: null, sentAt: 1000, icmp: null, truncated: 0 },
      {
        target: '192.0.2.1',
        tag: null,
        status: 'destination-host-unreachable',
        rtt: 10,
        sentAt: 0.25,
        icmp: '{"type":3,"code":1}',
        truncated: 0,
      },
    ]);
  });

  it('takes the columns that it is told, into the table that it is told', async () => {
    const row = ({ tag, rtt }: EchoReply) => ({
      'the "site"': tag,
      rtt: rtt ?? undefined,
      bytes: new Uint8Array([1, 2]),
    });
    await recorded([success(0, 2, { tag: 'a' as never }), timedOut(1)], { table: 'a "b" c', row });
    expect(rows('SELECT * FROM "a ""b"" c"')).toEqual([
      { 'the "site"': 'a', rtt: 2, bytes: new Uint8Array([1, 2]) },
      { 'the "site"': null, rtt: null, bytes: new Uint8Array([1, 2]) },
    ]);
  });

  it('adds the columns that a table does not have yet', async () => {
    database.exec('CREATE TABLE replies (target, RTT)');
    await recorded([{ target: 'a', rtt: 1 }, { target: 'b', site: 'here', big: 2n ** 64n }, { rtt: 3 }]);
    expect(rows('SELECT * FROM replies')).toEqual([
      { target: 'a', RTT: 1, site: null, big: null },
      { target: 'b', RTT: null, site: 'here', big: '18446744073709551616' },
      { target: null, RTT: 3, site: null, big: null },
    ]);
  });

  it('knows few sets of columns at once', async () => {
    const values = Array.from({ length: 300 }, (_, i) => ({ target: i, [`c${i % 150}`]: i }));
    expect((await recorded(values)).losses).toEqual([]);
    expect(rows('SELECT count(*) AS count, sum(c149) AS sum FROM replies')).toEqual([{ count: 300, sum: 149 + 299 }]);
  });

  it('loses alone what JSON cannot say, and what has no columns', async () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const { losses } = await recorded([{ a: 1 }, { a: cyclic }, {}, { a: 2 }, 7 as unknown as object]);
    expect(rows('SELECT a FROM replies')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(losses).toMatchObject([{ count: 3, error: { code: 'ERR_ICMP_ARGUMENT' } }]);
  });

  it('leaves a database open that was open', async () => {
    await recorded([success(0, 1)]);
    await recorded([success(1, 1)]);
    expect(rows('SELECT sequence FROM replies')).toEqual([{ sequence: 0 }, { sequence: 1 }]);
  });
});

describe('a database that cannot be written', () => {
  it('because it is locked: the stream goes on, and nothing is lost when the lock goes in time', async () => {
    await recorded([success(0, 1)]);
    const other = openDatabase(path);
    other.exec('BEGIN EXCLUSIVE');
    setTimeout(() => other.exec('COMMIT'), 250);
    const { passed, losses } = await recorded([success(1, 1), success(2, 1)], {}, { batch: 1 });
    other.close();
    expect(passed).toHaveLength(2);
    expect(losses).toEqual([]);
    expect(rows('SELECT sequence FROM replies')).toEqual([{ sequence: 0 }, { sequence: 1 }, { sequence: 2 }]);
  });

  it('because it stays locked: what is lost is told, with what SQLite says', async () => {
    await recorded([success(0, 1)]);
    const other = openDatabase(path);
    other.exec('BEGIN EXCLUSIVE');
    const { passed, losses } = await recorded([success(1, 1), success(2, 1)], {}, { batch: 1, retries: 1 });
    other.exec('COMMIT');
    other.close();
    expect(passed).toHaveLength(2);
    expect(losses).toMatchObject([{ count: 2, total: 2 }]);
    expect(String(losses[0]!.error)).toContain('database is locked');
    await recorded([success(3, 1)]);
    expect(rows('SELECT sequence FROM replies')).toEqual([{ sequence: 0 }, { sequence: 3 }]);
  });

  it('because it is full: a batch is there as a whole or not at all', async () => {
    await recorded([success(0, 1)]);
    database.exec('PRAGMA max_page_count = 8');
    const replies = Array.from({ length: 400 }, (_, i) => success(1 + i, 1));
    const { passed, losses } = await recorded(replies, {}, { batch: 50, retries: 0 });
    expect(passed.filter(isSuccess)).toHaveLength(400);
    expect(String(losses[0]!.error)).toContain('full');
    const [{ count }] = rows('SELECT count(*) AS count FROM replies') as [{ count: number }];
    expect(count).toBe(1 + 400 - losses.at(-1)!.total);
    expect((count - 1) % 50).toBe(0);
    database.exec('PRAGMA max_page_count = 1000000');
    expect((await recorded(replies)).losses).toEqual([]);
  });
});

describe('a file', () => {
  it.skipIf(!hasSqlite)(
    `is opened by node:sqlite with the first batch, and closed at the end${hasSqlite ? '' : ` (pending: node:sqlite, which Node ${process.versions.node} does not have)`}`,
    async () => {
      const file = join(folder, 'file.db');
      const sink = sqliteSink<EchoReply>(file);
      for (const sequence of [0, 1]) await lastValueFrom(from([success(sequence, 1)]).pipe(recordTo(sink)));
      const opened = openDatabase(file);
      expect(opened.prepare('SELECT sequence FROM replies').all()).toMatchObject([{ sequence: 0 }, { sequence: 1 }]);
      expect(opened.prepare('PRAGMA journal_mode').all()).toMatchObject([{ journal_mode: 'wal' }]);
      opened.close();
    },
  );

  it.skipIf(hasSqlite)('is refused where there is no SQLite, with what to do', () => {
    expect(() => sqliteSink('a.db')).toThrow(
      expect.objectContaining({
        code: 'ERR_ICMP_UNAVAILABLE',
        message: expect.stringMatching(
          /^Node 2\S+ has no SQLite, and better-sqlite3 does not load \(.*\)\. Fix: /,
        ) as string,
        fix: 'use Node 22.13 or later, or:  npm install better-sqlite3@12',
      }),
    );
  });
});

describe('wrong arguments', () => {
  it.each([
    ['', {}, 'database'],
    [null, {}, 'database'],
    [{ exec: 1 }, {}, 'database'],
    [{ exec() {}, prepare() {} }, { tabel: 'a' }, 'tabel'],
    [{ exec() {}, prepare() {} }, { table: '' }, 'table'],
    [{ exec() {}, prepare() {} }, { row: 'a' }, 'row'],
  ])('%o %o', (given, options, argument) => {
    expect(() => sqliteSink(given as unknown as SqliteDatabase, options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }),
    );
  });
});
