import type { Bench } from '../bench.ts';
import { figure, higher } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingNpmPeer } from '../peers/npmPeer.ts';
import { missingPing } from '../peers/pingFlood.ts';
import { sideBySide } from '../sideBySide.ts';
import { speedRatios } from '../speedRatios.ts';

/** Against the npm package `ping`. */
export const spawned: Bench = {
  about: '256 loopback addresses against the npm package ping, which starts a process for each',
  async run(run) {
    const absent = [missingNpmPeer('ping'), missingPing()].filter((missing) => missing !== null);
    if (absent.length > 0) return { figures: [], absent };
    enterLab();
    const laps = await sideBySide(run, {
      ping: ['npmPing', '127.1', '256', '8'],
      probeEach: ['probeEach', '127.1.0.0/24'],
    });
    const ratios = speedRatios(laps.probeEach, laps.ping);
    return {
      laps,
      figures: [figure('probeEach of a /24, ping = 1', 'x', higher(null), ratios)],
    };
  },
};
