import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { run as runProgram } from '../peers/run.ts';

/** From the start of the command to its end, against a Node that does nothing. */
export const startUp: Bench = {
  about: 'rxicmp ping -c 1 127.0.0.1 from start to exit, against node -e 0',
  async run({ rounds }) {
    enterLab();
    const bare: number[] = [];
    const more: number[] = [];
    const processor: number[] = [];
    for (let round = -2; round < rounds * 3; round++) {
      const nothing = await runProgram(process.execPath, ['-e', '0']);
      const ping = await runProgram(process.execPath, ['dist/cli/main.js', 'ping', '-c', '1', '127.0.0.1']);
      if (!ping.text.includes('1 received')) throw new Error(`rxicmp ping printed: ${ping.text}`);
      if (round < 0) continue;
      bare.push(nothing.milliseconds);
      more.push(ping.milliseconds - nothing.milliseconds);
      processor.push(ping.cpu - nothing.cpu);
    }
    return {
      figures: [
        figure('start to exit, more than node -e 0', 'ms', lower(60, 90), more),
        figure('its processor time, more than that of node -e 0', 'ms', lower(null), processor),
        figure('node -e 0', 'ms', lower(null), bare),
      ],
    };
  },
};
