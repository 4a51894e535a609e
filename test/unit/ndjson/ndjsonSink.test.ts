import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NdjsonOptions, ndjsonSink } from 'rxicmp/ndjson';
import { type Loss, recordTo, type RecordOptions } from 'rxicmp/sinks';
import { concatMap, from, lastValueFrom, of, range, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingCapability } from '../../lab/capability.ts';
import { root } from '../../runProgram.ts';
import { success } from '../operators/echoReplies.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxicmp-ndjson-'));
  path = join(folder, 'replies.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (file = path): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

/** Records values. @returns what passed, and what was lost. */
async function recorded<T>(values: readonly T[], options: NdjsonOptions = {}, record: RecordOptions = {}, file = path) {
  const losses: Loss[] = [];
  const onLoss = (loss: Loss): void => void losses.push(loss);
  const stream = from(values).pipe(recordTo(ndjsonSink(file, options), { onLoss, ...record }), toArray());
  return { passed: await lastValueFrom(stream, { defaultValue: [] as T[] }), losses };
}

describe('ndjsonSink', () => {
  it('appends each value as a line of JSON, and goes on in a file that is there', async () => {
    const replies = [success(0, 1.5), success(1, 2, { tag: { site: 'a\nb' } as never })];
    await recorded(replies, { fsync: true });
    await recorded(replies, {}, { batch: 1 });
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([...replies, ...replies]);
  });

  it('makes no file when there is no value', async () => {
    await recorded([]);
    expect(existsSync(path)).toBe(false);
  });

  it('ends a half line that somebody has left', async () => {
    writeFileSync(path, '"whole"\n"hal');
    await recorded(['new']);
    expect(lines()).toEqual(['"whole"', '"hal', '"new"']);
  });

  it('loses alone what JSON cannot say, which is told once', async () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const values = [1, cyclic, 2, { big: 1n }, 3, undefined, () => 1, 4];
    const { passed, losses } = await recorded(values as unknown[]);
    expect(passed).toEqual(values);
    expect(lines()).toEqual(['1', '2', '3', '4']);
    expect(losses).toMatchObject([{ count: 4, total: 4, error: { code: 'ERR_ICMP_ARGUMENT' } }]);
    expect((losses[0]!.error as Error).message).toBe(
      'value is an object, expected what JSON can say: no BigInt, nothing that holds itself. ' +
        'Fix: put map() before recordTo(), and leave out what that is, such as the tag.',
    );
  });

  it('writes in order when two recordings share it', async () => {
    const sink = ndjsonSink(path);
    const one = (first: number) => lastValueFrom(range(first, 50).pipe(recordTo(sink, { batch: 3 })));
    await Promise.all([one(0), one(100)]);
    expect(
      lines()
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([...Array.from({ length: 50 }, (_, i) => i), ...Array.from({ length: 50 }, (_, i) => 100 + i)]);
  });
});

describe('rotation', () => {
  const numbers = Array.from({ length: 10 }, (_, i) => 10 + i);

  it('puts a file aside before it is too long, and keeps so many', async () => {
    // Each line has three bytes: three of them are in each file.
    await recorded(numbers, { maxBytes: 10, keep: 2 }, { batch: 1 });
    expect([path, `${path}.1`, `${path}.2`].map((file) => lines(file).map(Number))).toEqual([
      [19],
      [16, 17, 18],
      [13, 14, 15],
    ]);
    expect(existsSync(`${path}.3`)).toBe(false);
  });

  it('counts what was there before, and splits no batch', async () => {
    writeFileSync(path, '10\n11\n');
    await recorded([12, 13, 14, 15, 16, 17], { maxBytes: 7 }, { batch: 3 });
    expect([path, `${path}.1`, `${path}.2`].map((file) => lines(file).map(Number))).toEqual([
      [15, 16, 17],
      [12, 13, 14],
      [10, 11],
    ]);
  });

  it('that fails loses no file that was put aside, however often it is tried', async () => {
    writeFileSync(`${path}.1`, 'one\n');
    writeFileSync(`${path}.3`, 'three\n');
    writeFileSync(path, '10\n11\n');
    // A folder that is not empty stands where a file has to go.
    mkdirSync(join(`${path}.2`, 'full'), { recursive: true });
    const sink = ndjsonSink(path, { maxBytes: 7, keep: 2 });
    for (let i = 0; i < 5; i++) await lastValueFrom(of(12, 13).pipe(recordTo(sink, { retries: 0 })));
    expect([path, `${path}.1`, `${path}.3`].map((file) => lines(file).length)).toEqual([2, 1, 1]);
    rmSync(`${path}.2`, { recursive: true });
    await lastValueFrom(of(12, 13).pipe(recordTo(sink)));
    expect([path, `${path}.1`, `${path}.2`].map((file) => lines(file)[0])).toEqual(['12', '10', 'one']);
  });
});

describe('a file that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full'))('as /dev/full: the stream goes on, and what is lost is told', async () => {
    const { passed, losses } = await recorded([1, 2, 3], {}, { batch: 2, retries: 1 }, '/dev/full');
    expect(passed).toEqual([1, 2, 3]);
    expect(losses).toMatchObject([{ count: 3, total: 3, error: { code: 'ENOSPC' } }]);
  });

  const missing = missingCapability();
  const pending = missing === null ? '' : ` (pending: the lab needs ${missing})`;
  it.skipIf(missing !== null)(
    `for want of room on its disk has whole batches, and goes on with more room${pending}`,
    () => {
      // A disk of its own, in a namespace of mounts that ends with the program.
      const program = join(root, 'test/unit/ndjson/fullDiskProgram.mjs');
      const script = 'mount -t tmpfs -o size=64k tmpfs "$1" && exec "$2" "$3" "$1"';
      const args = ['--mount', 'sh', '-c', script, 'sh', folder, process.execPath, program];
      const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
      expect(stderr).toBe('');
      const { passed, kept, rest, told } = JSON.parse(stdout) as {
        passed: number[];
        kept: number[];
        rest: string;
        told: { count: number; total: number; code: string }[];
      };
      expect(passed).toEqual([2000, 2000]);
      expect(rest).toBe('');
      // Batches until it was full, and all that there was room for again.
      const before = kept.findIndex((value, i) => value !== i);
      expect(before % 90).toBe(0);
      expect(before).toBeGreaterThan(300);
      expect(told[0]).toMatchObject({ count: 2000 - before, code: 'ENOSPC' });
      const after = kept.slice(before);
      expect(after).toEqual(Array.from({ length: after.length }, (_, i) => 2000 + i));
      expect(after.length).toBeGreaterThan(300);
      expect(kept.length + told[0]!.total + (told[1]?.total ?? 0)).toBe(4000);
    },
  );

  it('for want of its folder is written when that is there, and nothing is lost', async () => {
    path = join(folder, 'later', 'replies.ndjson');
    const makes = (value: number) =>
      value === 2
        ? new Promise((resolve) => setTimeout(resolve, 150)).then(() => mkdirSync(join(folder, 'later')))
        : [];
    const losses: Loss[] = [];
    const options = { batch: 1, onLoss: (loss: Loss): void => void losses.push(loss) };
    await lastValueFrom(of(1, 2, 3).pipe(recordTo(ndjsonSink(path), options), concatMap(makes)), {
      defaultValue: null,
    });
    await expect.poll(() => existsSync(path) && lines()).toEqual(['1', '2', '3']);
    expect(losses).toEqual([]);
  });

  it('that somebody empties meanwhile goes on at its new end', async () => {
    const sink = ndjsonSink(path);
    const write = (text: string) => lastValueFrom(of(text).pipe(recordTo({ ...sink, close: () => [] })));
    await write('one');
    truncateSync(path);
    await write('two');
    appendFileSync(path, '"theirs"\n');
    await write('three');
    expect(lines()).toEqual(['"two"', '"theirs"', '"three"']);
    await sink.close();
  });
});

describe('wrong arguments', () => {
  it.each([
    ['', {}, 'path'],
    [7, {}, 'path'],
    ['a', { maxbytes: 1 }, 'maxbytes'],
    ['a', { maxBytes: 0 }, 'maxBytes'],
    ['a', { keep: 0 }, 'keep'],
    ['a', { fsync: 1 }, 'fsync'],
  ])('%o %o', (given, options, argument) => {
    expect(() => ndjsonSink(given as string, options as NdjsonOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }),
    );
  });
});
