import type { Bench } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, lower, type Figure, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { fpingRounds, missingFping } from '../peers/fping.ts';
import type { Lap } from '../speedRatios.ts';

const SECONDS = 5;
const MOST_ROUNDS = 3;
const NONE: Goal = lower(null);

/** Each way with the most targets at which it is shown. fping keeps no interval beyond that. */
const ways = { sweepEvery: 100_000, ping: 10_000, fping: 10_000 } as const;

/** The picture of docs/performance.md: processor time of a probe against the number of targets, each once a second. */
export const monitoringCosts: Bench = {
  about: '100 to 100,000 loopback targets each second: processor time of a probe, beside fping',
  isLong: true,
  async run({ rounds }) {
    const missing = missingFping();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const figures: Figure[] = [];
    for (let targets = 100; targets <= 100_000; targets *= 10) {
      for (const [way, most] of Object.entries(ways)) {
        if (targets > most) continue;
        const laps = await lapsOf(way as keyof typeof ways, targets, Math.min(rounds, MOST_ROUNDS));
        const each = laps.map(({ cpu, count }) => (cpu! * 1000) / count);
        figures.push(figure(`${way} ${targets}`, 'us', NONE, each));
      }
    }
    return { figures };
  },
};

async function lapsOf(way: keyof typeof ways, targets: number, rounds: number): Promise<Lap[]> {
  const laps: Lap[] = [];
  if (way === 'fping') {
    for (let round = 0; round < rounds; round++) laps.push(await fpingRounds(targets, SECONDS));
    return laps;
  }
  const contender = new Contender('monitor', way, `${targets}`, `${SECONDS}`);
  await contender.lap();
  for (let round = 0; round < rounds; round++) laps.push(await contender.lap());
  await contender.close();
  return laps;
}
