import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundle } from '../../test/wine/bundle.ts';
import { missingWine } from '../../test/wine/lanes.ts';
import { Wine, type WineRun } from '../../test/wine/wine.ts';
import type { Bench } from '../bench.ts';
import { figure, higher } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { helper } from '../lab/helper.ts';
import { missingWindowsAddon } from '../lab/missingWindowsAddon.ts';
import { sideBySide } from '../sideBySide.ts';
import { speedRatios, type Lap } from '../speedRatios.ts';

const COMPILER = 'x86_64-w64-mingw32-g++-posix';
const COUNT = 3000;
/** Wine has room for 256. */
const CONCURRENT = 200;
/** The last lap counts: in both programs the first laps are slower. */
const LAPS = 3;

/** The ICMP API of Windows as Wine has it, through Observables in Windows' node.exe and in C. */
export const wine: Bench = {
  about: `probeEach by APC in node.exe on Wine 8, ${CONCURRENT} at a time, against the same calls in C`,
  async run(run) {
    const missing = missingWine('wine8') ?? missingWindowsAddon();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const windows = new Wine('wine8');
    const program = resolve(helper('wine_echo', COMPILER, '.exe', '-static', '-lws2_32'));
    const module = '../../bench/contenders/wineProbes.ts';
    const numbers = [COUNT, CONCURRENT, LAPS].map(String);
    const script = bundle('bench', `import { wineProbes } from '${module}'; void wineProbes(${numbers.join()});`);
    const lapOf = async (what: WineRun): Promise<Lap> => {
      const { code, stdout, stderr } = await windows.node(what);
      if (code !== 0 || stdout === '') throw new Error(`on Wine it ended with ${code}, and wrote: ${stderr}`);
      return JSON.parse(stdout) as Lap;
    };
    const ours = (...flags: readonly string[]) => lapOf({ node: '20.20.2', args: [...flags, script] });
    try {
      if (run.profile !== null) {
        await ours('--cpu-prof', '--cpu-prof-name', `${run.profile}.cpuprofile`);
        console.log(`  ${run.profile}.cpuprofile`);
      }
      const laps = await sideBySide(
        { ...run, profile: null },
        { 'the same calls in C': () => lapOf({ node: { program }, args: numbers }), probeEach: () => ours() },
      );
      const ratios = speedRatios(laps.probeEach, laps['the same calls in C']);
      const goal = higher(0.8, 0.5);
      return { laps, figures: [figure('probeEach on Wine, the same calls in C = 1', 'x', goal, ratios)] };
    } finally {
      rmSync(script, { force: true });
      windows.remove();
    }
  },
};
