// Appends replies to a file, a line of JSON each.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EchoReply, ping } from 'rxicmp';
import { ndjsonSink } from 'rxicmp/ndjson';
import { recordTo } from 'rxicmp/sinks';
import { lastValueFrom } from 'rxjs';

const folder = await mkdtemp(join(tmpdir(), 'rxicmp-'));
const file = join(folder, 'replies.ndjson');

// At 10 MB the file is put aside as replies.ndjson.1; five of these are kept.
const sink = ndjsonSink(file, { maxBytes: 10_000_000, keep: 5 });
await lastValueFrom(ping('127.0.0.1', { interval: 100, count: 3 }).pipe(recordTo(sink)));

for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
  const { sequence, status } = JSON.parse(line) as EchoReply;
  console.log(`${sequence}: ${status}`);
}
await rm(folder, { recursive: true });

// Output:
// 0: success
// 1: success
// 2: success
