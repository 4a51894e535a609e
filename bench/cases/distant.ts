import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { tunPath } from '../lab/tunPath.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide } from '../sideBySide.ts';
import type { Lap } from '../speedRatios.ts';

const BLOCK = '198.18.0.0/16';

/**
 * Many replies are on their way at once, without a rate. The time-out is long, so that nothing counts as lost only
 * because the path had to wait for a processor.
 */
export const distant: Bench = {
  about: `${BLOCK} over a path of 5 ms (TUN), no pacing, time-out 5 s: what is lost`,
  async run(run) {
    enterLab();
    const network = await tunPath(5000);
    const missing = missingFping();
    const sweep = { sweep: ['sweep', BLOCK, '65536', '5000'] } as const;
    const laps: { readonly sweep: readonly Lap[] } =
      missing === null
        ? await sideBySide(run, { fping: () => fping(BLOCK, '-t', '5000'), ...sweep })
        : await sideBySide(run, sweep);
    await network.stop();
    const lost = laps.sweep.map((lap) => lap.lost);
    const figures = [figure('lost of 65,536 over 5 ms', '', lower(0, 0), lost)];
    return {
      laps: { ...laps },
      // The worst round counts: a probe that any round lost is lost.
      figures: figures.map((one) => ({ ...one, value: Math.max(...lost) })),
      absent: missing === null ? [] : [missing],
    };
  },
};
