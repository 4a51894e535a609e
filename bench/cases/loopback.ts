import type { Bench } from '../bench.ts';
import { figure, higher, lower, type Figure, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { floor } from '../peers/floor.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide, type Entry } from '../sideBySide.ts';
import { costRatios, speedRatios, type Lap } from '../speedRatios.ts';

type Way = 'sweep' | 'probeEach' | 'probeEach, retry' | 'mergeMap(probe, 100)' | 'mergeMap(probe, 100), text';
type Goals = Readonly<Partial<Record<Way, Goal>>>;

/**
 * The ways to probe a block, each in turns with fping; and the least that the kernel asks for.
 *
 * @param goals of the wall-clock time; what has none is shown.
 * @param costs of the processor time.
 */
export function loopback(bits: number, goals: Goals, costs: Goals): Bench {
  const first = '127.1.0.0';
  const block = `${first}/${bits}`;
  const count = 2 ** (32 - bits);
  const ways: Readonly<Record<Way | 'bare C loop', Entry>> = {
    sweep: ['sweep', block],
    probeEach: ['probeEach', block],
    'probeEach, retry': ['probeEach', block, '2'],
    'mergeMap(probe, 100)': ['mergeMap', first, `${count}`, '100', 'numbers'],
    'mergeMap(probe, 100), text': ['mergeMap', first, `${count}`, '100', 'text'],
    'bare C loop': () => floor(first, count),
  };
  return {
    about: `${block} on loopback: sweep, probeEach, retries and RxJS's own mergeMap, against fping and a bare C loop`,
    async run(run) {
      const missing = missingFping();
      if (missing !== null) return { figures: [], absent: [missing] };
      enterLab();
      const laps: Record<string, readonly Lap[]> = {};
      const figures: Figure[] = [];
      for (const [way, entry] of Object.entries(ways)) {
        const { ours, peer } = await sideBySide(run, { peer: () => fping(block), ours: entry }, way);
        laps[way] = ours;
        laps[`fping beside ${way}`] = peer;
        const goal = goals[way as Way] ?? higher(null);
        const cost = costs[way as Way] ?? lower(null);
        figures.push(figure(`${way} of a /${bits}, fping = 1`, 'x', goal, speedRatios(ours, peer)));
        figures.push(figure(`  its processor time, fping = 1`, 'x', cost, costRatios(ours, peer)));
      }
      return { laps, figures };
    },
  };
}
