import { beforeAll, describe, expect, it } from 'vitest';
import { addonDriver } from '../../src/drivers/addon.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import type { Told } from './collect.ts';
import { compare } from './compare.ts';
import { operations } from './operations.ts';
import { TOLERANCE, playAll } from './playAll.ts';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulate.ts';

/** At least half of the real round-trip times are at most so many milliseconds longer. */
const MEDIAN_TOLERANCE = 5;
/** None is shorter by more than the drift between the kernel's wall clock and the monotonic one. */
const CLOCKS = 0.1;

/** The same scenarios in a simulation, in virtual time, and on the real kernel, under the real engine. */
export function crossCheck(sockets: 'raw' | 'ping'): void {
  const simulated = new Map<string, ReadonlyMap<string, readonly Told[]>>();
  const real = new Map<string, ReadonlyMap<string, readonly Told[]>>();

  beforeAll(async () => {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    const network = await TunNetwork.create({ hosts: [] });
    const driver = addonDriver();
    for (const [operation, run] of Object.entries(operations)) {
      const expected = new Map(Array.from(scenarios, ([name, scenario]) => [name, simulate(scenario, run)]));
      simulated.set(operation, expected);
      real.set(operation, await playAll(network, operation, (scenario) => run(scenario, driver), expected));
    }
  }, 240_000);

  for (const name of scenarios.keys()) {
    describe(name, () => {
      it.each(Object.keys(operations))('%s tells the same', (operation) => {
        const expected = simulated.get(operation)!.get(name)!;
        const actual = real.get(operation)!.get(name)!;
        expect(expected).not.toEqual([]);
        expect(actual.map(({ text }) => text).sort()).toEqual(expected.map(({ text }) => text).sort());
        const { sameOrder, longer } = compare(operation, expected, actual);
        expect(sameOrder).toBe(true);
        expect(Math.min(...longer)).toBeGreaterThan(-CLOCKS);
        expect(Math.max(...longer)).toBeLessThanOrEqual(TOLERANCE);
      });
    });
  }

  it('tells the same round-trip times', () => {
    const longer = [...simulated].flatMap(([operation, all]) => {
      return [...all].flatMap(([name, told]) => compare(operation, told, real.get(operation)!.get(name)!).longer);
    });
    longer.sort((a, b) => a - b);
    expect(longer.length).toBeGreaterThan(1000);
    expect(longer[Math.floor(longer.length / 2)]).toBeLessThan(MEDIAN_TOLERANCE);
  });
}
