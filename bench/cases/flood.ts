import type { Bench } from '../bench.ts';
import { figure, higher } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingPing, pingFlood } from '../peers/pingFlood.ts';
import { sideBySide } from '../sideBySide.ts';
import { speedRatios } from '../speedRatios.ts';

/** Against `ping -f`, which has one target and keeps no list of hosts. */
export const flood: Bench = {
  about: '65,534 probes on loopback against ping -f of one address',
  async run(run) {
    const missing = missingPing();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const laps = await sideBySide(run, {
      'ping -f': () => pingFlood('127.0.0.1', 65_534),
      sweep: ['sweep', '127.1.0.1-127.1.255.254'],
    });
    const ratios = speedRatios(laps.sweep, laps['ping -f']);
    return {
      laps,
      figures: [figure('sweep, ping -f = 1', 'x', higher(null), ratios)],
    };
  },
};
