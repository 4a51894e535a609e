import type { Bench } from '../bench.ts';
import { figure } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { tunPath } from '../lab/tunPath.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide } from '../sideBySide.ts';

const BLOCK = '198.18.0.0/16';

/** Many replies on their way at once, and nobody asked for a pace. */
export const distant: Bench = {
  about: `${BLOCK} over a path of 5 ms (TUN), no pacing: what is lost`,
  async run(run) {
    enterLab();
    const network = await tunPath(5000);
    const missing = missingFping();
    const sweep = { sweep: ['sweep', BLOCK, '65536'] } as const;
    const laps: Record<string, Awaited<ReturnType<typeof sideBySide<'sweep'>>>['sweep']> =
      missing === null ? await sideBySide(run, { fping: () => fping(BLOCK), ...sweep }) : await sideBySide(run, sweep);
    await network.stop();
    const lost = laps['sweep']!.map((lap) => lap.lost);
    return {
      laps,
      figures: [
        // What one round lost is lost: the worst counts.
        {
          ...figure('lost of 65,536 over 5 ms', '', { better: 'lower', reach: 0, floor: 0 }, lost),
          value: Math.max(...lost),
        },
      ],
      absent: missing === null ? [] : [missing],
    };
  },
};
