import { sweep } from 'rxicmp';
import { measure } from '../contenders/measure.ts';
import type { Bench } from '../bench.ts';
import { figure } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingFping } from '../peers/fping.ts';
import { run as runProgram } from '../peers/run.ts';
import { pace } from '../speedRatios.ts';

/** One sweep of a million targets: nothing may be lost, and memory may not grow with them. */
export const million: Bench = {
  about: '1,000,000 loopback targets in one sweep',
  async run() {
    enterLab();
    const options = { rate: Infinity, timeout: 500, concurrent: 1000 };
    await measure(sweep('127.1.0.0/16', options));
    const resident: number[] = [];
    const watch = setInterval(() => resident.push(process.memoryUsage.rss()), 100);
    const lap = await measure(sweep('127.0.0.1-127.15.66.64', options));
    clearInterval(watch);
    const quarter = resident[resident.length >> 2] ?? NaN;
    const grown = (Math.max(...resident) - quarter) / 2 ** 20;
    const notes: string[] = [];
    const missing = missingFping();
    if (missing === null) {
      const { text } = await runProgram('fping', [
        '-q',
        '-i',
        '0',
        '-r',
        '0',
        '-t',
        '500',
        '-g',
        '127.0.0.1',
        '127.15.66.64',
      ]);
      notes.push(`fping with the same targets: ${text.trim().split('\n')[0]}`);
    }
    return {
      laps: { sweep: [lap] },
      figures: [
        figure('probes a second', '/s', { better: 'higher', reach: 500_000, floor: null }, [pace(lap)]),
        figure('lost of 1,000,000', '', { better: 'lower', reach: 0, floor: 0 }, [lap.lost + 1_000_000 - lap.count]),
        figure('resident memory gained after the first quarter', 'MiB', { better: 'lower', reach: 16, floor: null }, [
          grown,
        ]),
      ],
      absent: missing === null ? [] : [missing],
      notes,
    };
  },
};
