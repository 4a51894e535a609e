import type { Scenario } from 'rxicmp/testing';
import type { Observable } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { addonDriver } from '../../src/drivers/addon.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { collect, type Told } from './collect.ts';
import { OffBeat } from './offBeat.ts';
import { operations, type Line } from './operations.ts';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulate.ts';

/** A real round-trip time is at most so many milliseconds longer than the simulated one. */
const TOLERANCE = 60;
/** It is never shorter, but for what the kernel's wall clock and the monotonic one differ in a while. */
const CLOCKS = 0.1;
/** Half of them are no more than this longer. */
const MEDIAN_TOLERANCE = 5;
/** Things that are told so many milliseconds apart are told in the same order everywhere. */
const APART = 80;
/** How often a scenario is tried on a machine that is too busy to keep its beats. */
const TRIES = 6;

/** The same scenarios in a simulation, in virtual time, and on the real kernel, under the real engine. */
export function crossCheck(sockets: 'raw' | 'ping'): void {
  const simulated = new Map<string, readonly Told[]>();
  const real = new Map<string, readonly Told[]>();

  beforeAll(async () => {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    const network = await TunNetwork.create({ hosts: [] });
    const driver = addonDriver();
    for (const [operation, run] of Object.entries(operations)) {
      for (const [name, scenario] of scenarios) simulated.set(`${name} ${operation}`, simulate(scenario, run));
      const results = await playAll(network, (scenario) => run(scenario, driver));
      for (const [name, told] of results) real.set(`${name} ${operation}`, told);
    }
  }, 120_000);

  for (const name of scenarios.keys()) {
    describe(name, () => {
      it.each(Object.keys(operations))('%s tells the same', (operation) => {
        const [expected, actual] = [simulated.get(`${name} ${operation}`)!, real.get(`${name} ${operation}`)!];
        expect(expected).not.toEqual([]);
        expect(actual.map(({ text }) => text).sort()).toEqual(expected.map(({ text }) => text).sort());
        for (const { wanted, found } of pairs(expected, actual)) {
          found.rtts.forEach((rtt, i) => {
            expect(rtt).toBeGreaterThan(wanted.rtts[i]! - CLOCKS);
            expect(rtt).toBeLessThan(wanted.rtts[i]! + TOLERANCE);
          });
        }
        if (isSerial(operation)) expect(byTarget(actual)).toEqual(byTarget(expected));
        else expect(inOrder(pairs(expected, actual))).toBe(true);
      });
    });
  }

  it('tells the same round-trip times', () => {
    const longer = [...simulated].flatMap(([key, expected]) =>
      pairs(expected, real.get(key)!).flatMap(({ wanted, found }) => found.rtts.map((rtt, i) => rtt - wanted.rtts[i]!)),
    );
    longer.sort((a, b) => a - b);
    expect(longer.length).toBeGreaterThan(1000);
    expect(longer[Math.floor(longer.length / 2)]).toBeLessThan(MEDIAN_TOLERANCE);
  });
}

/** Plays all scenarios at once, from the beginning; those again for which the machine was too busy. */
async function playAll(
  network: TunNetwork,
  run: (scenario: Scenario) => Observable<Line>,
): Promise<ReadonlyMap<string, readonly Told[]>> {
  const results = new Map<string, readonly Told[]>();
  for (let tries = 1; results.size < scenarios.size; tries++) {
    const left = [...scenarios].filter(([name]) => !results.has(name));
    for (const [, scenario] of left) await network.play(scenario);
    const played = left.map(async ([name, scenario]) => {
      try {
        results.set(name, await collect(run(scenario), () => performance.now()));
      } catch (error) {
        if (!(error instanceof OffBeat) || tries === TRIES) throw error;
      }
    });
    await Promise.all(played);
  }
  return results;
}

interface Pair {
  readonly wanted: Told;
  readonly found: Told;
}

/** What was told on both networks, side by side; of equal texts the first with the first. */
function pairs(expected: readonly Told[], actual: readonly Told[]): readonly Pair[] {
  const byText = ({ text: a }: Told, { text: b }: Told) => (a < b ? -1 : a > b ? 1 : 0);
  const found = [...actual].sort(byText);
  return [...expected].sort(byText).map((wanted, i) => ({ wanted, found: found[i]! }));
}

/** Whether one thing is told after the other about a target, and targets know nothing of one another. */
function isSerial(operation: string): boolean {
  return operation === 'traceroute' || operation === 'pathMtu';
}

function byTarget(told: readonly Told[]): Record<string, string[]> {
  const texts: Record<string, string[]> = {};
  for (const { target, text } of told) (texts[target] ??= []).push(text);
  return texts;
}

function inOrder(told: readonly Pair[]): boolean {
  const byTime = [...told].sort((a, b) => a.wanted.at - b.wanted.at);
  // The latest among those that came long enough before each.
  let before = 0;
  let latest = -Infinity;
  return byTime.every(({ wanted, found }) => {
    for (; byTime[before]!.wanted.at < wanted.at - APART; before++) latest = Math.max(latest, byTime[before]!.found.at);
    return found.at >= latest;
  });
}
