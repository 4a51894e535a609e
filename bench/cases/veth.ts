import type { Bench } from '../bench.ts';
import { figure, lower, speedup } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { vethPath } from '../lab/vethPath.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide } from '../sideBySide.ts';
import { costRatios, speedRatios } from '../speedRatios.ts';

const BLOCK = '198.18.0.0/16';

/** Where another network stack answers. */
export const veth: Bench = {
  about: `${BLOCK} behind a veth pair, against fping`,
  async run(run) {
    const missing = missingFping();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const far = await vethPath();
    const laps = await sideBySide(run, { fping: () => fping(BLOCK), sweep: ['sweep', BLOCK] });
    await far.stop();
    return {
      laps,
      figures: [
        figure('sweep of a /16 over veth, fping = 1', 'x', speedup(1.3, 1.2), speedRatios(laps.sweep, laps.fping)),
        figure('its processor time, fping = 1', 'x', lower(null, 1.3), costRatios(laps.sweep, laps.fping)),
      ],
    };
  },
};
