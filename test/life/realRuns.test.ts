import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { asyncScheduler, config } from 'rxjs';
import { beforeAll, expect, it } from 'vitest';
import { selectDriver } from '../../src/drivers/platform.ts';
import type { IcmpDriver } from '../../src/icmpapi/icmpapi.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { times } from '../times.ts';
import { isExpected } from './random/isExpected.ts';
import { END, plans, scenario, type Plan } from './random/plan.ts';
import { run } from './random/run.ts';
import { streams } from './random/streams.ts';
import { Boom, World } from './random/world.ts';

/** Runs at a time. */
const TOGETHER = 25;

describeInLab('random runs on the real engine leave nothing behind', () => {
  let driver: IcmpDriver;
  const unhandled: unknown[] = [];

  beforeAll(async () => {
    enterNamespace();
    const network = await TunNetwork.create({ hosts: [] });
    await network.play(scenario);
    driver = selectDriver('addon');
    config.onUnhandledError = (error) => unhandled.push(error);
  });

  it.each(Object.keys(streams))(
    '%s',
    async (name) => {
      const property = fc.asyncProperty(fc.array(plans, { minLength: TOGETHER, maxLength: TOGETHER }), async (all) => {
        await Promise.all(all.map((plan) => played(name, plan)));
        expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
        expect(unhandled.filter((error) => !(error instanceof Boom))).toEqual([]);
      });
      await fc.assert(property, { numRuns: times(1, 20), endOnFailure: true, includeErrorInReport: true });
    },
    times(60_000, 300_000),
  );

  async function played(name: string, plan: Plan): Promise<void> {
    const world = new World(plan, driver, asyncScheduler);
    run(name, plan, world);
    await sleep(END);
    world.end();
    // The promises of an iterator that was left.
    await sleep(10);
    expect(JSON.stringify(world.leftovers())).toBe('{}');
    expect(world.errors.filter((error) => !isExpected(error))).toEqual([]);
  }
});
