import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ping, probe } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';
import { lastValueFrom } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';

const SECONDS = 10;

/** A handle is open, and nothing is outstanding. */
export const idle: Bench = {
  about: `${SECONDS} s with an open handle and nothing outstanding, and with one probe a second`,
  async run() {
    enterLab();
    const driver = selectDriver('addon');
    const handle = driver.createFile(4);
    await lastValueFrom(probe('127.0.0.1'));
    await sleep(1000);
    const still = await wakeUps(() => sleep(SECONDS * 1000));
    const lone = await wakeUps(() => lastValueFrom(ping('127.0.0.1', { count: SECONDS })));
    driver.closeHandle(handle);
    return {
      figures: [
        figure('wake-ups of the engine, idle', '', lower(0, 0), [still]),
        figure('wake-ups a probe, one probe a second', '', lower(2), [lone / SECONDS]),
      ],
    };
  },
};

/** How often the engine's thread went to sleep meanwhile, as the kernel counts. */
async function wakeUps(during: () => Promise<unknown>): Promise<number> {
  const before = switches();
  await during();
  return switches() - before;
}

function switches(): number {
  const folders = readdirSync('/proc/self/task').map((task) => `/proc/self/task/${task}`);
  const engine = folders.find((folder) => readFileSync(`${folder}/comm`, 'utf8').trim() === 'rxicmp');
  if (engine === undefined) throw new Error('the engine has no thread called rxicmp');
  return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`${engine}/status`, 'utf8'))?.[1]);
}
