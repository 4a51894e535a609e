import { availableParallelism } from 'node:os';
import { sweep } from 'rxicmp';
import { measure } from '../contenders/measure.ts';
import type { Bench } from '../bench.ts';
import { figure, higher, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { floor } from '../peers/floor.ts';
import { missingFping } from '../peers/fping.ts';
import { run as runProgram } from '../peers/run.ts';
import { pace, speedRatios, type Lap } from '../speedRatios.ts';

const COUNT = 1_000_000;
const FIRST = '127.0.0.1';
const LAST = '127.15.66.64';
const MOST_ROUNDS = 3;
/** The addon has no more engines. */
const MOST_THREADS = 4;

/** One sweep of a million targets: nothing may be lost, and memory may not grow with them. */
export const million: Bench = {
  about: '1,000,000 loopback targets in one sweep, against a bare C loop with as many threads',
  async run({ rounds }) {
    enterLab();
    const threads = Math.min(availableParallelism(), MOST_THREADS);
    const options = { rate: Infinity, timeout: 500, concurrent: 1000 };
    await measure(sweep('127.1.0.0/16', options));
    await floor(FIRST, 1, threads);
    const ours: Lap[] = [];
    const bare: Lap[] = [];
    const grown: number[] = [];
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      const resident: number[] = [];
      const watch = setInterval(() => resident.push(process.memoryUsage.rss()), 100);
      ours.push(await measure(sweep(`${FIRST}-${LAST}`, options)));
      clearInterval(watch);
      grown.push((Math.max(...resident) - (resident[resident.length >> 2] ?? NaN)) / 2 ** 20);
      bare.push(await floor(FIRST, COUNT, threads));
    }
    const notes: string[] = [];
    const missing = missingFping();
    if (missing === null) {
      const { text } = await runProgram('fping', ['-q', '-i', '0', '-r', '0', '-t', '500', '-g', FIRST, LAST]);
      notes.push(`fping with the same targets: ${text.trim().split('\n')[0]}`);
    }
    const lost = ours.map((lap) => lap.lost + COUNT - lap.count);
    return {
      laps: { sweep: ours, [`bare C loop, ${threads} threads`]: bare },
      figures: [
        figure('bare C loop = 1', 'x', higher(0.9, 0.65), speedRatios(ours, bare)),
        figure('probes a second', '/s', higher(null), ours.map(pace)),
        figure('lost of 1,000,000', '', lower(0, 0), lost),
        figure('resident memory gained after the first quarter', 'MiB', lower(16), grown),
      ],
      absent: missing === null ? [] : [missing],
      notes,
    };
  },
};
