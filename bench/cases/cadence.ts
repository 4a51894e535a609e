import { ping, sweepEvery } from 'rxicmp';
import { ignoreElements, lastValueFrom, merge, of, startWith, type Observable } from 'rxjs';
import type { Bench, Report } from '../bench.ts';
import { figure, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { Witness } from '../lab/witness.ts';
import { quantile } from '../quantile.ts';

const PERIOD = 100;
const ROUNDS = 100;
const TARGETS = Array.from({ length: 1000 }, (_, i) => `127.1.${i >> 8}.${i & 255}`);

const ways = {
  sweepEvery: () => of(TARGETS).pipe(sweepEvery(PERIOD, { rounds: ROUNDS, rate: Infinity })),
  ping: () => merge(...TARGETS.map((target) => ping(target, { interval: PERIOD, count: ROUNDS, phase: 'spread' }))),
} satisfies Record<string, () => Observable<unknown>>;

/** A thousand targets every 100 ms for 10 s: how exactly they leave, and what that costs. */
export function cadence(way: keyof typeof ways, isGuarded: boolean): Bench {
  return {
    about: `1,000 loopback targets every 100 ms for 10 s by ${way}: their times by the kernel's stamps`,
    async run(): Promise<Report> {
      enterLab();
      const witness = await Witness.of('lo');
      await through(ways[way]());
      const seen = await witness.testify();
      const gaps: number[] = [];
      const drifts: number[] = [];
      let sent = 0;
      for (const target of TARGETS) {
        const times = seen.get(target)?.sent ?? [];
        sent += times.length;
        gaps.push(...times.slice(1).map((time, i) => Math.abs(time - times[i]! - PERIOD)));
        drifts.push(Math.abs(times.at(-1)! - times[0]! - PERIOD * (times.length - 1)));
      }
      // Again without the witness, whom we would pay for.
      const processor = process.cpuUsage();
      const start = performance.now();
      await through(ways[way]());
      const { user, system } = process.cpuUsage(processor);
      const share = (user + system) / 10 / (performance.now() - start);
      const goal = (reach: number, floor: number | null): Goal => ({
        better: 'lower',
        reach,
        floor: isGuarded ? floor : null,
      });
      return {
        figures: [
          figure('drift after 10 s, the worst target', 'ms', goal(0.2, 1), [Math.max(...drifts)]),
          figure('distance from the interval, p99', 'ms', goal(0.3, 1), [quantile(gaps, 0.99)]),
          figure('processor time, of one core', '%', goal(4, null), [share]),
        ],
        notes: [`${sent.toLocaleString('en')} of ${(TARGETS.length * ROUNDS).toLocaleString('en')} were sent`],
      };
    },
  };
}

async function through(replies: Observable<unknown>): Promise<void> {
  await lastValueFrom(replies.pipe(ignoreElements(), startWith(null)));
}
