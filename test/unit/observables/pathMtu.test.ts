import { assert, boolean, constantFrom, integer, option, property } from 'fast-check';
import { pathMtu, type MtuStep, type PathMtuOptions } from 'rxicmp';
import { IP_FLAG_DF } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario, type SimulatedHost } from 'rxicmp/testing';
import { config, map, take, type Observable, type SchedulerLike } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, talkative, withMembers } from './virtual.ts';

const target = '192.0.2.1';
const router = '198.51.100.1';

function network(scheduler: SchedulerLike, host: Partial<SimulatedHost> = {}, more: Partial<Scenario> = {}) {
  const hosts = [{ address: target, latency: 10, routers: [router], ...host }];
  return new SimulatedNetwork({ hosts, mtu: 1500, ...more }, scheduler);
}

/** What a search emits, each as `time size status lower-upper mtu`. */
function watchSteps(stream: Observable<MtuStep>, scheduler: SchedulerLike) {
  const lines: string[] = [];
  const steps: MtuStep[] = [];
  const errors: unknown[] = [];
  const subscription = stream.subscribe({
    next: (step) => {
      steps.push(step);
      const { size, reply, lower, upper, mtu } = step;
      lines.push(`${scheduler.now()} ${size} ${reply.status} ${lower}-${upper} ${mtu}`);
    },
    error: (error: Error & { code?: string }) => {
      errors.push(error);
      lines.push(`${scheduler.now()} ${error.code ?? error.message}`);
    },
    complete: () => lines.push(`${scheduler.now()} complete`),
  });
  return { lines, steps, errors, subscription };
}

/** The whole search in virtual time. */
function search(host: Partial<SimulatedHost>, options: PathMtuOptions = {}, more: Partial<Scenario> = {}) {
  let result!: ReturnType<typeof watchSteps>;
  inVirtualTime((scheduler) => {
    const driver = network(scheduler, host, more);
    result = watchSteps(pathMtu(host.address ?? target, { driver, ...options }), scheduler);
    scheduler.flush();
    expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
  });
  return result;
}

describe('pathMtu', () => {
  it('emits each step and completes with the MTU', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler, { mtu: 1400 });
      const steps = pathMtu(target, { driver, max: 1500 }).pipe(
        map(({ size, reply, mtu }) => `${size} ${reply.status} ${mtu}`),
      );
      const values = { a: '68 success null', b: '1500 packet-too-big null', c: '1400 success 1400' };
      expectObservable(steps).toBe('10ms a 9ms b 9ms (c|)', values);
      expectObservable(steps, '^ 15ms !').toBe('10ms a', values);
    });
  });

  it('takes the word of the router', () => {
    expect(search({ mtu: 1400 }, { max: 1500 }).lines).toEqual([
      '10 68 success 68-1500 null',
      '20 1500 packet-too-big 68-1400 null',
      '30 1400 success 1400-1400 1400',
      '30 complete',
    ]);
  });

  it('follows router after router', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      // Each router knows only its own link.
      const narrowing = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) =>
          driver.sendEcho2Ex(handle, request, (completion) => {
            const size = 28 + Number(request.data);
            const mtu = [1492, 1400, 1280].find((each) => size > each);
            const tooBig = { status: 11009, mtu: mtu ?? null, address: router, icmpType: 3, icmpCode: 4 };
            onCompletion(mtu === undefined ? completion : { ...completion, ...tooBig });
          }),
      });
      const { lines } = watchSteps(pathMtu(target, { driver: narrowing, max: 1500 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '10 68 success 68-1500 null',
        '20 1500 packet-too-big 68-1492 null',
        '30 1492 packet-too-big 68-1400 null',
        '40 1400 packet-too-big 68-1280 null',
        '50 1280 success 1280-1280 1280',
        '50 complete',
      ]);
    });
  });

  it('needs three probes where the interface is the bottleneck, one of which is not sent', () => {
    const { lines, steps } = search({});
    expect(lines).toEqual([
      '10 68 success 68-65528 null',
      '10 65528 not-sent 68-1500 null',
      '20 1500 success 1500-1500 1500',
      '20 complete',
    ]);
    expect(steps[1]!.reply).toMatchObject({ errorCode: 'EMSGSIZE', statusCode: 11009, mtu: 1500 });
  });

  it('searches where routers are silent, and takes three silent probes for too big', () => {
    const { lines } = search({ mtu: 1492, tooBig: 'silent' }, { timeout: 100 });
    expect(lines.slice(0, 8)).toEqual([
      '10 68 success 68-65528 null',
      '10 65528 not-sent 68-1500 null',
      '110 1500 timed-out 68-1500 null',
      '210 1500 timed-out 68-1500 null',
      '310 1500 timed-out 68-1499 null',
      '320 784 success 784-1499 null',
      '330 1142 success 1142-1499 null',
      '340 1321 success 1321-1499 null',
    ]);
    expect(lines.at(-2)).toMatch(/ 1492-1492 1492$/);
    expect(lines.at(-1)).toMatch(/ complete$/);
  });

  it('searches where routers do not tell their MTU', () => {
    const { steps } = search({ mtu: 1400, tooBig: 'without-mtu' });
    expect(steps.at(-1)!.mtu).toBe(1400);
    expect(
      steps.filter(({ reply }) => reply.status === 'packet-too-big').every(({ reply }) => reply.mtu === null),
    ).toBe(true);
  });

  it('does not take loss for a packet that is too big', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, {}, { mtu: 1500 });
      // The first two probes of each size are lost.
      const seen = new Map<unknown, number>();
      const lossy = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) => {
          const earlier = seen.get(request.data) ?? 0;
          seen.set(request.data, earlier + 1);
          const destination = earlier < 2 && Number(request.data) < 1473 ? '192.0.2.99' : request.destination;
          return driver.sendEcho2Ex(handle, { ...request, destination }, onCompletion);
        },
      });
      const { lines, steps } = watchSteps(pathMtu(target, { driver: lossy, timeout: 100, max: 1500 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '100 68 timed-out 68-1500 null',
        '200 68 timed-out 68-1500 null',
        '210 68 success 68-1500 null',
        '310 1500 timed-out 68-1500 null',
        '410 1500 timed-out 68-1500 null',
        '420 1500 success 1500-1500 1500',
        '420 complete',
      ]);
      expect(steps.map(({ reply }) => [reply.sequence, reply.attempt])).toEqual([
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 1],
        [4, 2],
        [5, 3],
      ]);
    });
  });

  it('tries a silent size as often as it is told', () => {
    const sizes = (retry: number) =>
      search({ mtu: 1000, tooBig: 'silent' }, { timeout: 100, retry, max: 1500 }).steps.filter(
        ({ size }) => size === 1500,
      ).length;
    expect([0, 1, 4].map(sizes)).toEqual([1, 2, 5]);
  });

  it('does not believe what contradicts what was seen', () => {
    for (const lie of [0, 67, 1500, 9000]) {
      const refuse = { type: 3, code: 4, from: router, mtu: lie };
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, { mtu: 1200 });
        const lying = withMembers(driver, {
          sendEcho2Ex: (handle, request, onCompletion) =>
            driver.sendEcho2Ex(handle, request, (completion) =>
              onCompletion(completion.mtu === null ? completion : { ...completion, mtu: refuse.mtu }),
            ),
        });
        const { steps } = watchSteps(pathMtu(target, { driver: lying, max: 1500 }), scheduler);
        scheduler.flush();
        expect(steps.at(-1)!.mtu).toBe(1200);
      });
    }
  });

  it('ends without an MTU when the target does not answer', () => {
    expect(search({ silent: true }, { timeout: 100 }).lines).toEqual([
      '100 68 timed-out 68-65528 null',
      '200 68 timed-out 68-65528 null',
      '300 68 timed-out 68-65528 null',
      '300 complete',
    ]);
  });

  it('ends without an MTU when somebody refuses, or nothing can be sent', () => {
    const refuse = { type: 3, code: 1, from: router };
    expect(search({ refuse }).lines).toEqual(['10 68 destination-host-unreachable 68-65528 null', '10 complete']);
    expect(search({ unsent: 'ENETUNREACH' }).lines).toEqual(['0 68 not-sent 68-65528 null', '0 complete']);
    expect(search({}, { ttl: 1 }).lines).toEqual(['10 68 ttl-expired-in-transit 68-65528 null', '10 complete']);
    expect(search({ mtu: 60 }).lines).toEqual(['10 68 packet-too-big 68-65528 null', '10 complete']);
  });

  it('begins at 1,280 bytes with IPv6', () => {
    const host = { address: '2001:db8::1', routers: ['2001:db8:1::1'], mtu: 1400 };
    expect(search(host).lines).toEqual([
      '10 1280 success 1280-65528 null',
      '10 65528 not-sent 1280-1500 null',
      '20 1500 packet-too-big 1280-1400 null',
      '30 1400 success 1400-1400 1400',
      '30 complete',
    ]);
  });

  it('is `max` where that passes', () => {
    const last = (options: PathMtuOptions) => search({}, options, { mtu: 65_535 }).lines.slice(-2);
    expect(last({})).toEqual(['20 65528 success 65528-65528 65528', '20 complete']);
    expect(last({ max: 9000 })).toEqual(['20 9000 success 9000-9000 9000', '20 complete']);
    expect(last({ max: 68 })).toEqual(['10 68 success 68-68 68', '10 complete']);
    expect(last({ max: 69 })).toEqual(['20 69 success 69-69 69', '20 complete']);
  });

  it('finds any MTU, whoever tells it', () => {
    const mode = constantFrom('with-mtu', 'without-mtu', 'silent');
    const family = constantFrom(4 as const, 6 as const);
    const size = integer({ min: 0, max: 70_000 });
    assert(
      property(mode, family, size, size, option(size), boolean(), (tooBig, version, path, local, most, near) => {
        const least = version === 4 ? 68 : 1280;
        const clamp = (value: number) => least + (value % ((near ? 1600 : 65_528) - least + 1));
        const [mtu, interfaceMtu, max] = [clamp(path), clamp(local), most === null ? undefined : clamp(most)];
        const address = version === 4 ? target : '2001:db8::1';
        const routers = [version === 4 ? router : '2001:db8:1::1'];
        const { steps } = search({ address, mtu, tooBig, routers }, { timeout: 50, max }, { mtu: interfaceMtu });
        const found = Math.min(mtu, interfaceMtu, max ?? 65_528);
        expect(steps.at(-1)).toMatchObject({ mtu: found, lower: found, upper: found });
        for (const [i, { size: tried, lower, upper, mtu: early }] of steps.entries()) {
          expect(lower!).toBeLessThanOrEqual(upper);
          expect(tried!).toBeLessThanOrEqual(max ?? 65_528);
          if (i < steps.length - 1) expect(early).toBe(null);
          if (i > 0) expect([lower! >= steps[i - 1]!.lower!, upper <= steps[i - 1]!.upper]).toEqual([true, true]);
        }
        // Halving needs 16 sizes, and a silent size needs three probes.
        expect(steps.length).toBeLessThanOrEqual(3 * 20);
      }),
      { numRuns: 300 },
    );
  });

  it('is JSON', () => {
    const { steps } = search({ mtu: 1400 });
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
    expect(structuredClone(steps)).toEqual(steps);
    expect(steps[0]).toMatchObject({ target, reply: { target, tag: null, destination: target, round: 0, attempt: 1 } });
  });

  it('has one step when the name does not resolve', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { steps, lines } = watchSteps(pathMtu('nowhere.example', { driver }), scheduler);
      scheduler.flush();
      expect(steps).toMatchObject([
        {
          size: null,
          lower: null,
          upper: 65_528,
          mtu: null,
          reply: { status: 'not-resolved', errorCode: 'ENOTFOUND' },
        },
      ]);
      expect(lines).toHaveLength(2);
      expect(driver.log.map(({ event }) => event)).toEqual(['lookup']);
    });
  });

  it('resolves a name once, and has one probe in flight', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { mtu: 1400 }, { names: { 'host.example': [target] } });
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const { steps } = watchSteps(pathMtu('host.example', { driver, max: 1500, timeout: 77, tos: 3 }), scheduler);
      scheduler.flush();
      expect(steps.at(-1)).toMatchObject({ target: 'host.example', mtu: 1400 });
      expect(steps.map(({ reply }) => reply.lookupTime === null)).toEqual([false, true, true]);
      const events = driver.log.map(({ at, event }) => `${at - driver.log[1]!.at} ${event}`);
      expect(events.slice(1)).toEqual(['0 open', '0 send', '10 send', '20 send', '30 close']);
      expect(send.mock.calls.map(([, { data }]) => data)).toEqual([40, 1472, 1372]);
      for (const [, request] of send.mock.calls)
        expect(request).toMatchObject({ flags: IP_FLAG_DF, timeout: 77, tos: 3 });
    });
  });

  it('takes one answer to each probe', () => {
    inVirtualTime((scheduler) => {
      const driver = talkative(network(scheduler, { copies: 3, latency: 1 }));
      const { lines } = watchSteps(pathMtu(target, { driver, max: 1500 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['1 68 success 68-1500 null', '2 1500 success 1500-1500 1500', '2 complete']);
    });
  });
});

describe('the handle of pathMtu', () => {
  const onUnhandledError = config.onUnhandledError;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('is closed when the subscriber leaves, also from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const { subscription, lines } = watchSteps(pathMtu(target, { driver }), scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 5);
      const first = watchSteps(pathMtu(target, { driver }).pipe(take(1)), scheduler);
      scheduler.flush();
      expect(lines).toEqual([]);
      expect(first.lines).toEqual(['10 68 success 68-65528 null', '10 complete']);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      expect(send).toHaveBeenCalledTimes(2);
    });
  });

  it('is closed when the consumer throws, or a later probe cannot be handed over', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      pathMtu(target, { driver }).subscribe(() => {
        throw new Error('consumer');
      });
      let n = 0;
      const failing = withMembers(driver, {
        sendEcho2Ex: (...args) => {
          if (n++ > 0) throw new Error('no memory');
          return driver.sendEcho2Ex(...args);
        },
      });
      const { lines } = watchSteps(pathMtu(target, { driver: failing }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['10 68 success 68-65528 null', '10 no memory']);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      expect(config.onUnhandledError).toHaveBeenCalledWith(new Error('consumer'));
    });
  });
});

describe('options of pathMtu', () => {
  it.each<readonly [object, string]>([
    [{ max: 67 }, 'max'],
    [{ max: 65_529 }, 'max'],
    [{ max: 1400.5 }, 'max'],
    [{ retry: -1 }, 'retry'],
    [{ retry: 0.5 }, 'retry'],
    [{ retry: { count: 1 } }, 'retry'],
    [{ payload: 100 }, 'payload'],
    [{ dontFragment: false }, 'dontFragment'],
    [{ min: 100 }, 'min'],
    [{ timeout: 0 }, 'timeout'],
  ])('%j is an argument error on subscription', (options, argument) => {
    const { errors, lines } = search({}, options as PathMtuOptions);
    expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument }]);
    expect(lines).toEqual(['0 ERR_ICMP_ARGUMENT']);
  });

  it('max below what every IPv6 path lets through is an argument error, before anything is sent', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, {}, { names: { 'host.example': ['2001:db8::1'] } });
      const numeric = watchSteps(pathMtu('2001:db8::1', { driver, max: 1279 }), scheduler);
      const name = watchSteps(pathMtu('host.example', { driver, max: 1279 }), scheduler);
      scheduler.flush();
      for (const { errors } of [numeric, name]) {
        expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'max', value: 1279 }]);
      }
      expect(driver.log.map(({ event }) => event)).toEqual(['lookup']);
    });
  });

  it.each(['', '192.0.2.0/24', 5, { target: 'x' }])('the target %j is an argument error', (given) => {
    inVirtualTime((scheduler) => {
      const { errors } = watchSteps(pathMtu(given as string, { driver: network(scheduler) }), scheduler);
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'target' }]);
    });
  });

  it('a driver that cannot set DF is an error', () => {
    inVirtualTime((scheduler) => {
      const driver = withMembers(network(scheduler), { features: new Set() });
      expect(watchSteps(pathMtu(target, { driver }), scheduler).errors).toMatchObject([{ code: 'ERR_ICMP_SYSTEM' }]);
    });
  });
});
