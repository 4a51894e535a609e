import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { sideBySide } from '../sideBySide.ts';

/** Four times as many probes, all at once: four times as long. */
export const scaling: Bench = {
  about: 'a /16 against a /18 with unlimited concurrency: what is linear takes four times as long',
  async run(run) {
    enterLab();
    const laps = await sideBySide(run, {
      'sweep of a /18': ['sweep', '127.1.0.0/18', 'Infinity'],
      'sweep of a /16': ['sweep', '127.1.0.0/16', 'Infinity'],
    });
    const small = laps['sweep of a /18'];
    const ratios = laps['sweep of a /16'].map(({ milliseconds }, round) => milliseconds / small[round]!.milliseconds);
    return {
      laps,
      figures: [figure('time of 65,536 probes, of 16,384 = 1', 'x', lower(4.5, 5), ratios)],
    };
  },
};
