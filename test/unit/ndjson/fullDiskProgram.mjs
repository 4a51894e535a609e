// Fills a small disk, makes room on it, and goes on. Prints what was kept and what was lost.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ndjsonSink } from 'rxicmp/ndjson';
import { recordTo } from 'rxicmp/sinks';
import { count, lastValueFrom, map, range } from 'rxjs';

const [folder] = process.argv.slice(2);
const file = join(folder, 'replies.ndjson');
const filler = join(folder, 'filler');
writeFileSync(filler, Buffer.alloc(30_000));

const losses = [];
const passed = [];
for (const first of [0, 2000]) {
  const values = range(first, 2000).pipe(map((i) => ({ i, text: 'x'.repeat(20) })));
  const stream = values.pipe(
    recordTo(ndjsonSink(file), { batch: 90, retries: 0, onLoss: (loss) => losses.push(loss) }),
    count(),
  );
  passed.push(await lastValueFrom(stream));
  if (first === 0) rmSync(filler);
}
const lines = readFileSync(file, 'utf8').split('\n');
const kept = lines.slice(0, -1).map((line) => JSON.parse(line).i);
const told = losses.map(({ count, total, error }) => ({ count, total, code: error.code }));
console.log(JSON.stringify({ passed, kept, rest: lines.at(-1), told }));
