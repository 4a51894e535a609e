import { execFileSync } from 'node:child_process';
import type { Scenario } from 'rxicmp/testing';
import type { Observable } from 'rxjs';
import type { TunNetwork } from '../lab/tun.ts';
import { collect, type Told } from './collect.ts';
import { compare } from './compare.ts';
import { OffBeat } from './offBeat.ts';
import type { Line } from './operations.ts';
import { scenarios } from './scenarios.ts';

/** A real round-trip time is at most so many milliseconds longer than the simulated one. */
export const TOLERANCE = 60;

const TRIES = 8;

/**
 * The events on the real kernel, of all scenarios at once and from the beginning.
 *
 * A machine that stands still for a while cannot play a scenario: it leaves out beats, and answers too late. If one
 * scenario shows that, the scenarios that differ are played again. Differences on a machine that kept going are
 * returned as they are, and so are those that remain in the end.
 */
export async function playAll(
  network: TunNetwork,
  operation: string,
  run: (scenario: Scenario) => Observable<Line>,
  simulated: ReadonlyMap<string, readonly Told[]>,
): Promise<ReadonlyMap<string, readonly Told[]>> {
  const results = new Map<string, readonly Told[]>();
  let left = [...scenarios];
  for (let tries = 1; left.length > 0; tries++) {
    for (const [, scenario] of left) await network.play(scenario);
    // A simulated network begins anew each time. So the kernel has to forget the path MTUs of the time before.
    for (const family of ['-4', '-6']) execFileSync('ip', [family, 'route', 'flush', 'cache']);
    const round = await Promise.all(left.map(([, scenario]) => collectOnBeat(run(scenario))));
    let stoodStill = false;
    left = left.filter(([name], i) => {
      const told = round[i]!;
      if (told instanceof OffBeat) return (stoodStill = true);
      results.set(name, told);
      const { sameTexts, sameOrder, longer } = compare(operation, simulated.get(name)!, told);
      const isLate = sameTexts && (!sameOrder || longer.some((by) => by > TOLERANCE));
      stoodStill ||= isLate;
      return isLate || !sameTexts;
    });
    if (!stoodStill || tries === TRIES) break;
  }
  const missing = left.find(([name]) => !results.has(name));
  if (missing !== undefined) throw new Error(`this machine is too busy for the beats of ${missing[0]}`);
  return results;
}

async function collectOnBeat(lines: Observable<Line>): Promise<readonly Told[] | OffBeat> {
  try {
    return await collect(lines, () => performance.now());
  } catch (error) {
    if (error instanceof OffBeat) return error;
    throw error;
  }
}
