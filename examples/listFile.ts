// Monitors a list in a file that changes, until SIGTERM.
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepEvery } from 'rxicmp';
import { distinct, fromEvent, map, Observable, startWith, takeUntil } from 'rxjs';

const folder = mkdtempSync(join(tmpdir(), 'targets-'));
const file = join(folder, 'targets.txt');
writeFileSync(file, '127.0.0.1\n');

// The list, and the list again whenever somebody saves the file.
const saved = new Observable<void>((subscriber) => {
  const watcher = watch(folder, () => subscriber.next());
  return () => watcher.close();
});
const lists = saved.pipe(
  startWith(undefined),
  map(() => readFileSync(file, 'utf8').split('\n').filter(Boolean)),
);

const news = lists.pipe(
  sweepEvery(100),
  distinct(({ target, status }) => `${target}: ${status}`),
);

news.pipe(takeUntil(fromEvent(process, 'SIGTERM'))).subscribe({
  next: ({ target, status }) => {
    if (status === 'skipped') return;
    console.log(`${target}: ${status}`);
    if (status === 'removed') return;
    if (target === '127.0.0.1') writeFileSync(file, '127.0.0.2\n');
    else process.kill(process.pid, 'SIGTERM');
  },
  complete: () => {
    console.log('ended in order');
    rmSync(folder, { recursive: true });
  },
});

// Output:
// 127.0.0.1: success
// 127.0.0.1: removed
// 127.0.0.2: success
// ended in order
