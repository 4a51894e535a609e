import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sweepEvery } from 'rxicmp';
import { of, tap } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { allocated } from '../lab/allocated.ts';
import { enterLab } from '../lab/enterLab.ts';

const TARGETS = Array.from({ length: 1000 }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
/** A day of beats each 10 s takes ten minutes. */
const BEATS = 8640;
const INTERVAL = 69;
const MINUTE = 60_000;

/** The probes of a day: nothing may grow after the first minute. */
export const day: Bench = {
  about: `${(TARGETS.length * BEATS).toLocaleString('en')} probes of 1,000 targets in ten minutes: does memory grow?`,
  isLong: true,
  async run() {
    enterLab();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const look = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return { heap: heapUsed + arrayBuffers, native: allocated() };
    };
    let answered = 0;
    let skipped = 0;
    let failed = 0;
    const replies = of(TARGETS).pipe(
      sweepEvery(INTERVAL, { rounds: BEATS }),
      tap(({ status, missed }) => {
        if (status === 'success') answered++;
        else if (status === 'skipped') skipped += missed;
        else failed++;
      }),
    );
    const ended = new Promise<void>((resolve, reject) => replies.subscribe({ complete: resolve, error: reject }));
    await sleep(MINUTE);
    const early = look();
    // As long as probes are under way, like the first look.
    await sleep(BEATS * INTERVAL - MINUTE - 5000);
    const late = look();
    await ended;
    const growth = (kind: 'heap' | 'native'): number => (late[kind] / early[kind] - 1) * 100;
    return {
      figures: [
        figure('growth of the heap after the first minute', '%', lower(0, 2), [growth('heap')]),
        figure('growth of native memory after the first minute', '%', lower(0, 2), [growth('native')]),
        figure('probes of which nothing was told', '', lower(0, 0), [
          TARGETS.length * BEATS - answered - skipped - failed,
        ]),
      ],
      notes: [
        `${answered.toLocaleString('en')} answered, ${failed} not, ${skipped} skipped`,
        `in the end: heap ${mebibytes(late.heap)}, native ${mebibytes(late.native)}`,
      ],
    };
  },
};

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
