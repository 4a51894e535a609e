import type { Bench } from '../bench.ts';
import { figure, type Goal } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { floor } from '../peers/floor.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide } from '../sideBySide.ts';
import { speedRatios } from '../speedRatios.ts';

const WAYS = ['sweep', 'probeEach', 'probeEach, retry', 'mergeMap(probe, 100)', 'mergeMap(probe, 100), text'] as const;

type Goals = Readonly<Record<(typeof WAYS)[number], Goal>>;

/** The ways to probe a block, against fping and against the least that the kernel asks for. */
export function loopback(bits: number, goals: Goals): Bench {
  const first = '127.1.0.0';
  const block = `${first}/${bits}`;
  const count = 2 ** (32 - bits);
  return {
    about: `${block} on loopback: sweep, probeEach, retries and RxJS's own mergeMap, against fping and a bare C loop`,
    async run(run) {
      const missing = missingFping();
      if (missing !== null) return { figures: [], absent: [missing] };
      enterLab();
      const laps = await sideBySide(run, {
        fping: () => fping(block),
        'bare C loop': () => floor(first, count),
        sweep: ['sweep', block],
        probeEach: ['probeEach', block],
        'probeEach, retry': ['probeEach', block, '2'],
        'mergeMap(probe, 100)': ['mergeMap', first, `${count}`, '100', 'numbers'],
        'mergeMap(probe, 100), text': ['mergeMap', first, `${count}`, '100', 'text'],
      });
      const shown: Goal = { better: 'higher', reach: null, floor: null };
      return {
        laps,
        figures: [
          ...WAYS.map((way) =>
            figure(`${way} of a /${bits}, fping = 1`, 'x', goals[way], speedRatios(laps[way], laps.fping)),
          ),
          figure('the bare C loop, fping = 1', 'x', shown, speedRatios(laps['bare C loop'], laps.fping)),
        ],
      };
    },
  };
}
