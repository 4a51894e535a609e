import { writeSync } from 'node:fs';
import { probeEach } from 'rxicmp';
import { map, range } from 'rxjs';
import { addonDriver } from '../../src/drivers/addon.ts';
import { completingBy } from '../../src/testing/conformance/completingBy.ts';
import { measure } from './measure.ts';

/** A program for Windows' node.exe: laps through `probeEach` by APC. Prints what the last one did. */
export async function wineProbes(count: number, concurrent: number, laps: number): Promise<void> {
  const options = { driver: completingBy(addonDriver(), 'apc'), rate: Infinity, timeout: 5000, concurrent };
  const outcomes = range(0, count).pipe(
    map((n) => `127.1.${n >> 8}.${n & 255}`),
    probeEach(options),
  );
  for (let left = laps; left > 1; left--) await measure(outcomes);
  const { lost, milliseconds } = await measure(outcomes);
  writeSync(1, `${JSON.stringify({ count, lost, milliseconds })}\n`);
}
