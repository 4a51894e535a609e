import { setTimeout as sleep } from 'node:timers/promises';
import { ping, statistics, sweepEvery } from 'rxicmp';
import { merge, of, type Observable } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { collectGarbage } from '../lab/collectGarbage.ts';
import { enterLab } from '../lab/enterLab.ts';

const COUNT = 10_000;
const TARGETS = Array.from({ length: COUNT }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
const EVERY = 2000;

type Way = 'sweepEvery' | 'ping' | 'statistics';

const ways: Readonly<Record<Way, () => Observable<unknown>>> = {
  sweepEvery: () => of(TARGETS).pipe(sweepEvery(EVERY)),
  ping: () => merge(...TARGETS.map((target) => ping(target, { interval: EVERY, phase: 'spread' }))),
  statistics: () => of(TARGETS).pipe(sweepEvery(EVERY), statistics({ every: EVERY })),
};

/** What a target holds that is probed again and again. */
export const monitoredMemory: Bench = {
  about: `memory of ${COUNT.toLocaleString('en')} monitored targets`,
  async run() {
    enterLab();
    const look = async (): Promise<number> => {
      for (let i = 0; i < 4; i++) {
        collectGarbage();
        await sleep(50);
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const held = async (way: Way): Promise<number> => {
      const before = await look();
      const subscription = ways[way]().subscribe();
      await sleep(EVERY * 3);
      const bytes = ((await look()) - before) / COUNT;
      subscription.unsubscribe();
      await sleep(200);
      return bytes;
    };
    // What is compiled and made once is nobody's.
    for (const way of ['sweepEvery', 'ping', 'statistics'] as const) await held(way);
    const swept = await held('sweepEvery');
    return {
      figures: [
        figure('a target of sweepEvery', 'B', lower(250, 400), [swept]),
        figure('a ping', 'B', lower(1200, 2000), [await held('ping')]),
        figure('a target of statistics', 'B', lower(600, 1000), [(await held('statistics')) - swept]),
      ],
    };
  },
};
