import type { Bench } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, lower, speedup } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingNpmPeer } from '../peers/npmPeer.ts';
import { sideBySide } from '../sideBySide.ts';
import { costRatios, pace, speedRatios, type Lap } from '../speedRatios.ts';

const CONCURRENCIES = [1, 32, 128, 1000];

/** Against net-ping, with as many requests under way as suit it best on this machine. */
export const netPing: Bench = {
  about: '127.1.0.0/18 on loopback against net-ping',
  async run(run) {
    const missing = missingNpmPeer('net-ping');
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const trials: { readonly concurrent: number; readonly pace: number }[] = [];
    for (const concurrent of CONCURRENCIES) trials.push({ concurrent, pace: pace(await lap(concurrent)) });
    const best = trials.sort((a, b) => b.pace - a.pace)[0]!.concurrent;
    const laps = await sideBySide(run, {
      'net-ping': () => lap(best),
      sweep: ['sweep', '127.1.0.0/18'],
      probeEach: ['probeEach', '127.1.0.0/18'],
    });
    const theirs = laps['net-ping'];
    return {
      laps,
      figures: [
        figure('sweep of a /18, net-ping = 1', 'x', speedup(5, 4), speedRatios(laps.sweep, theirs)),
        figure('its processor time, net-ping = 1', 'x', lower(null, 0.5), costRatios(laps.sweep, theirs)),
      ],
      notes: [`net-ping was fastest with ${best} requests under way`],
    };
  },
};

async function lap(concurrent: number): Promise<Lap> {
  const contender = new Contender('netPing', '127.1', '16384', `${concurrent}`);
  try {
    return await contender.lap();
  } finally {
    await contender.close();
  }
}
