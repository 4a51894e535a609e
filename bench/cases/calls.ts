import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from 'rxicmp';
import { firstValueFrom } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingFping } from '../peers/fping.ts';
import { run as runProgram } from '../peers/run.ts';

const CALLS = 100;
const PAUSE = 100;
/** Calls in a row that do not count: a service calls for months, and what V8 still has to compile is none of its costs. */
const WARM_UP = 10_000;

/** One probe now and then, where others start a process for each. What the pause itself costs is not the call's. */
export const calls: Bench = {
  about: `probe() ${1000 / PAUSE} times a second, against fping -c 1 as often`,
  async run({ rounds }) {
    const missing = missingFping();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const call = () => firstValueFrom(probe('127.0.0.1'));
    for (let i = 0; i < WARM_UP; i++) await call();
    const ours: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const spent = (await spentBy(call)) - (await spentBy(() => Promise.resolve()));
      let theirs = 0;
      for (let i = 0; i < CALLS; i++) theirs += (await runProgram('fping', ['-q', '-c', '1', '127.0.0.1'])).cpu;
      ours.push(spent / CALLS);
      ratios.push(spent / 1000 / theirs);
    }
    return {
      figures: [
        figure('processor time of a call, of a process of fping = 1', 'x', lower(0.02, 1), ratios),
        figure('of a call', 'us', lower(null), ours),
      ],
    };
  },
};

/** Microseconds of processor time for a piece of work so many times, with the pauses. */
async function spentBy(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < CALLS; i++) {
    await work();
    await sleep(PAUSE);
  }
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
