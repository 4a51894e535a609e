import type { Bench, Run } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, lower, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { fpingRounds, missingFping } from '../peers/fping.ts';
import type { Lap } from '../speedRatios.ts';

const SECONDS = 10;
const MOST_ROUNDS = 3;

/** What a list that is probed each second costs, with statistics of each target each second, in turns with fping. */
export function monitoring(
  way: 'sweepEvery' | 'ping',
  targets: number,
  reach: number | null,
  floor: number | null,
): Bench {
  return {
    about: `${targets.toLocaleString('en')} loopback targets each second by ${way}, with statistics, against fping`,
    async run({ rounds }: Run) {
      const missing = missingFping();
      if (missing !== null) return { figures: [], absent: [missing] };
      enterLab();
      const ours: Lap[] = [];
      const peer: Lap[] = [];
      const contender = new Contender('monitor', way, `${targets}`, `${SECONDS}`);
      await contender.lap();
      for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
        ours.push(await contender.lap());
        peer.push(await fpingRounds(targets, SECONDS));
      }
      await contender.close();
      const goal: Goal = lower(reach, floor);
      const shown: Goal = lower(null);
      const each = ({ cpu, count }: Lap): number => (cpu! * 1000) / count;
      const late = (laps: readonly Lap[]): number[] => laps.map(({ milliseconds }) => milliseconds / 1000 - SECONDS);
      return {
        figures: [
          figure(
            `processor time of ${targets} targets each second, ${way}, fping = 1`,
            'x',
            goal,
            ours.map((lap, i) => each(lap) / each(peer[i]!)),
          ),
          figure('of a probe', 'us', shown, ours.map(each)),
          figure('of a probe of fping', 'us', shown, peer.map(each)),
          figure(`${SECONDS} rounds took more than ${SECONDS} s`, 's', shown, late(ours)),
          figure('fping', 's', shown, late(peer)),
        ],
      };
    },
  };
}
