import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { run as runProgram } from '../peers/run.ts';

/**
 * What the import of each door costs a program that imports RxJS anyhow. It takes turns with the import of RxJS alone.
 */
export const importing: Bench = {
  about: "the processor time of import 'rxicmp' against that of import 'rxjs'",
  async run({ rounds }) {
    const ratios: number[] = [];
    const alone: number[] = [];
    for (let round = -1; round < rounds * 3; round++) {
      const [rxjs, rxicmp] = [await importTime('rxjs'), await importTime('rxicmp')];
      if (round < 0) continue;
      alone.push(rxjs);
      ratios.push(rxicmp / rxjs);
    }
    return {
      figures: [
        figure("import 'rxicmp', of import 'rxjs'", 'times', lower(1.15, 1.25), ratios),
        figure("import 'rxjs'", 'ms', lower(null), alone),
      ],
    };
  },
};

/** Processor time of the import alone, in milliseconds. */
async function importTime(name: string): Promise<number> {
  const program =
    `const before = process.cpuUsage(); await import('${name}'); ` +
    'const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);';
  const { text } = await runProgram(process.execPath, ['--input-type=module', '-e', program]);
  const time = Number(text);
  if (!(time > 0)) throw new Error(`import '${name}' printed: ${text}`);
  return time;
}
