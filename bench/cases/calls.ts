import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from 'rxicmp';
import { firstValueFrom } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingFping } from '../peers/fping.ts';
import { run as runProgram } from '../peers/run.ts';

const CALLS = 100;
const PAUSE = 100;

/** One probe now and then, where others start a process for each. */
export const calls: Bench = {
  about: `probe() ${1000 / PAUSE} times a second, against fping -c 1 as often`,
  async run({ rounds }) {
    const missing = missingFping();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const ours: number[] = [];
    const ratios: number[] = [];
    for (let round = -1; round < Math.min(rounds, 3); round++) {
      const start = process.cpuUsage();
      for (let i = 0; i < CALLS; i++) {
        await firstValueFrom(probe('127.0.0.1'));
        await sleep(PAUSE);
      }
      const { user, system } = process.cpuUsage(start);
      let theirs = 0;
      for (let i = 0; i < CALLS; i++) theirs += (await runProgram('fping', ['-q', '-c', '1', '127.0.0.1'])).cpu;
      if (round < 0) continue;
      ours.push((user + system) / CALLS);
      ratios.push((user + system) / 1000 / theirs);
    }
    return {
      figures: [
        figure(
          'processor time of a call, of a process of fping = 1',
          'x',
          { better: 'lower', reach: 0.02, floor: 0.05 },
          ratios,
        ),
        figure('of a call', 'us', { better: 'lower', reach: null, floor: null }, ours),
      ],
    };
  },
};
