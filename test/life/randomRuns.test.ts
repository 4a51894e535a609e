import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { SimulatedNetwork } from 'rxicmp/testing';
import { config } from 'rxjs';
import { expect, it } from 'vitest';
import { times } from '../times.ts';
import { inVirtualTime } from '../unit/observables/virtual.ts';
import { isExpected } from './random/isExpected.ts';
import { END, plans, scenario } from './random/plan.ts';
import { run } from './random/run.ts';
import { streams } from './random/streams.ts';
import { Boom, World } from './random/world.ts';

const seed = process.env['RXICMP_SEED'];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it.each(Object.keys(streams))(
  'random runs leave nothing behind: %s',
  async (name) => {
    const networks: WeakRef<SimulatedNetwork>[] = [];
    const property = fc.property(plans, (plan) => {
      inVirtualTime((scheduler) => {
        const network = new SimulatedNetwork(scenario, scheduler, { log: false });
        networks.push(new WeakRef(network));
        const world = new World(plan, network, scheduler);
        const unhandled: unknown[] = [];
        config.onUnhandledError = (error) => unhandled.push(error);
        run(name, plan, world);
        scheduler.schedule(() => world.end(), END);
        scheduler.flush();
        config.onUnhandledError = null;
        expect(JSON.stringify(world.leftovers())).toBe('{}');
        expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
        expect(world.errors.filter((error) => !isExpected(error))).toEqual([]);
        expect(unhandled.filter((error) => !(error instanceof Boom))).toEqual([]);
        // flush() would have waited for a timer that was left.
        expect(scheduler.now()).toBeLessThanOrEqual(END);
      });
    });
    fc.assert(property, {
      numRuns: times(100, 10_000),
      includeErrorInReport: true,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    });
    // A reference to an object that was just asked for keeps it until the end of this turn.
    await new Promise(setImmediate);
    collectGarbage();
    expect(networks.filter((network) => network.deref() !== undefined).length).toBeLessThan(10);
  },
  times(60_000, 600_000),
);
