// Puts replies into a table of SQLite: with Node 22.13 or later, or with better-sqlite3.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EchoReply, ping } from 'rxicmp';
import { recordTo } from 'rxicmp/sinks';
import { sqliteSink } from 'rxicmp/sqlite';
import { lastValueFrom } from 'rxjs';

const folder = await mkdtemp(join(tmpdir(), 'rxicmp-'));
const sink = sqliteSink(join(folder, 'replies.db'), {
  // Without this, each key of a reply is a column.
  row: ({ target, sentAt, status, rtt }: EchoReply) => ({ target, sentAt, status, rtt }),
});

const replies = ping('127.0.0.1', { interval: 100, count: 3 }).pipe(recordTo(sink));
console.log(`${(await lastValueFrom(replies)).sequence + 1} replies are in the table`);
await rm(folder, { recursive: true });

// Output:
// 3 replies are in the table
