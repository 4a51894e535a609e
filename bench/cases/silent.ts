import { writeFileSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import { figure, higher } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { fping, missingFping } from '../peers/fping.ts';
import { sideBySide } from '../sideBySide.ts';
import { speedRatios } from '../speedRatios.ts';

const BLOCK = '127.1.0.0/16';

/** Time-outs only. */
export const silent: Bench = {
  about: `${BLOCK} where nobody answers, time-out 500 ms, against fping`,
  async run(run) {
    const missing = missingFping();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '1');
    const laps = await sideBySide(run, { fping: () => fping(BLOCK), sweep: ['sweep', BLOCK, '65536'] });
    const ratios = speedRatios(laps.sweep, laps.fping);
    return {
      laps,
      figures: [figure('sweep of a silent /16, fping = 1', 'x', higher(1, 0.8), ratios)],
    };
  },
};
