import { ping, sweepEvery } from 'rxicmp';
import { ignoreElements, lastValueFrom, merge, of, startWith, type Observable } from 'rxjs';
import type { Bench, Report } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, lower, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { helper } from '../lab/helper.ts';
import { Witness, type Testimony } from '../lab/witness.ts';
import { median } from '../median.ts';
import { run as spawned } from '../peers/run.ts';
import { quantile } from '../quantile.ts';

const INTERVAL = 100;
const BEATS = 100;
const WARM_UP = 20;
const MOST_LAPS = 3;
const TARGETS = Array.from({ length: 1000 }, (_, i) => `127.1.${i >> 8}.${i & 255}`);

const ways = {
  sweepEvery: (beats: number) => of(TARGETS).pipe(sweepEvery(INTERVAL, { rounds: beats, rate: Infinity })),
  ping: (beats: number) =>
    merge(...TARGETS.map((target) => ping(target, { interval: INTERVAL, count: beats, phase: 'spread' }))),
} satisfies Record<string, (beats: number) => Observable<unknown>>;

/** A thousand targets every 100 ms for 10 s: how exactly they leave, and what that costs, beside the same in bare C. */
export function cadence(way: keyof typeof ways, isGuarded: boolean): Bench {
  return {
    about: `1,000 loopback targets every 100 ms for 10 s by ${way}: their times by the kernel's stamps`,
    async run({ rounds }): Promise<Report> {
      enterLab();
      const play = async (beats: number): Promise<void> => {
        await lastValueFrom(ways[way](beats).pipe(ignoreElements(), startWith(null)));
      };
      const bare = async (): Promise<number> => {
        const beat = [TARGETS[0]!, `${TARGETS.length}`, `${INTERVAL}`, `${BEATS}`];
        const { cpu, milliseconds } = await spawned(helper('beat'), beat);
        return (cpu / milliseconds) * 100;
      };
      // Compiled before anything is measured.
      helper('beat');
      await play(WARM_UP);
      const ours: Beats[] = [];
      const theirs: Beats[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await watched(() => play(BEATS)));
        theirs.push(await watched(bare));
      }
      // Once more, warm and without the witness, whose processor time would count as ours.
      const shares: number[] = [];
      const bareShares: number[] = [];
      const contender = new Contender('monitor', way, `${TARGETS.length}`, `${BEATS}`, 'replies', `${INTERVAL}`);
      await contender.lap();
      for (let lap = 0; lap < Math.min(rounds, MOST_LAPS); lap++) {
        const { cpu, milliseconds } = await contender.lap();
        shares.push((cpu! / milliseconds) * 100);
        bareShares.push(await bare());
      }
      await contender.close();
      const goal = (reach: number | null, floor: number | null): Goal => lower(reach, isGuarded ? floor : null);
      const none = goal(null, null);
      const each = (key: 'drift' | 'worstDrift', beats: readonly Beats[]): number[] => beats.map((one) => one[key]);
      const gaps = (beats: readonly Beats[]): number[] => beats.map((one) => quantile(one.gaps, 0.99));
      // Of all rounds together: the few times that the kernel holds a thread make the p99 of a single round.
      const gapOfAll = (beats: readonly Beats[]): number =>
        quantile(
          beats.flatMap((one) => one.gaps),
          0.99,
        );
      const sent = ours.map((one) => one.sent.toLocaleString('en'));
      return {
        figures: [
          figure('drift after 10 s, the median target', 'ms', goal(0.2, 1), each('drift', ours)),
          figure('of bare C', 'ms', none, each('drift', theirs)),
          figure('the worst target', 'ms', goal(0.2, null), each('worstDrift', ours)),
          figure('of bare C', 'ms', none, each('worstDrift', theirs)),
          figure('distance from the interval, p99, bare C = 1', 'x', goal(1.1, 2), [gapOfAll(ours) / gapOfAll(theirs)]),
          figure('distance from the interval, p99', 'ms', none, gaps(ours)),
          figure('of bare C', 'ms', none, gaps(theirs)),
          figure(
            'processor time, bare C = 1',
            'x',
            goal(1.3, 1.8),
            shares.map((share, lap) => share / bareShares[lap]!),
          ),
          figure('processor time, of one core', '%', none, shares),
          figure('of bare C', '%', none, bareShares),
        ],
        notes: [`of ${(TARGETS.length * BEATS).toLocaleString('en')} were sent: ${sent.join(', ')}`],
      };
    },
  };
}

/** Milliseconds: how far targets were from their schedule in the end, and how far gaps were from the interval. */
interface Beats {
  readonly drift: number;
  /** It contains the jitter of two single beats. */
  readonly worstDrift: number;
  readonly gaps: readonly number[];
  readonly sent: number;
}

async function watched(play: () => Promise<unknown>): Promise<Beats> {
  const witness = await Witness.of('lo');
  await play();
  return beatsOf(await witness.testify());
}

function beatsOf(seen: ReadonlyMap<string, Testimony>): Beats {
  const gaps: number[] = [];
  const drifts: number[] = [];
  let sent = 0;
  for (const target of TARGETS) {
    const times = seen.get(target)?.sent ?? [];
    sent += times.length;
    gaps.push(...times.slice(1).map((time, i) => Math.abs(time - times[i]! - INTERVAL)));
    drifts.push(Math.abs(times.at(-1)! - times[0]! - INTERVAL * (times.length - 1)));
  }
  return { drift: median(drifts), worstDrift: Math.max(...drifts), gaps, sent };
}
