import { array, assert, boolean, integer, property } from 'fast-check';
import { pacer, traceroute, type Hop, type TracerouteOptions } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario, type SimulatedHost } from 'rxicmp/testing';
import { config, map, take, VirtualTimeScheduler, type Observable, type SchedulerLike } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, talkative, withMembers } from './virtual.ts';

const target = '192.0.2.1';
const routers = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];

function network(scheduler: SchedulerLike, host: Partial<SimulatedHost> = {}, more: Partial<Scenario> = {}) {
  return new SimulatedNetwork({ hosts: [{ address: target, latency: 10, routers, ...host }], ...more }, scheduler);
}

/** What a traceroute emits, each as `time round/ttl responders`, with `final` at the end. */
function watchHops(stream: Observable<Hop>, scheduler: SchedulerLike) {
  const lines: string[] = [];
  const hops: Hop[] = [];
  const errors: unknown[] = [];
  const subscription = stream.subscribe({
    next: (hop) => {
      hops.push(hop);
      const who = hop.responders.join('+') || '*';
      lines.push(`${scheduler.now()} ${hop.round}/${hop.ttl} ${who}${hop.final ? ' final' : ''}`);
    },
    error: (error: Error & { code?: string }) => {
      errors.push(error);
      lines.push(`${scheduler.now()} ${error.code ?? error.message}`);
    },
    complete: () => lines.push(`${scheduler.now()} complete`),
  });
  return { lines, hops, errors, subscription };
}

/** TTLs of the requests, in the order in which they were handed to the driver. */
function spyTtls(driver: SimulatedNetwork) {
  const send = vi.spyOn(driver, 'sendEcho2Ex');
  return () => send.mock.calls.map(([, { ttl }]) => ttl);
}

/** The driver with latencies that depend on the TTL: each host has one. */
function withLatencies(driver: SimulatedNetwork, scheduler: SchedulerLike, latencies: readonly number[]): IcmpDriver {
  return withMembers(driver, {
    sendEcho2Ex: (handle, request, onCompletion) => {
      let dropped = false;
      const pending = driver.sendEcho2Ex(handle, request, (completion) => {
        const late = latencies[request.ttl! - 1] ?? 0;
        scheduler.schedule(() => !dropped && onCompletion({ ...completion, roundTripTime: late }), late);
      });
      const cancel = () => {
        dropped = true;
        pending.cancel();
      };
      return { cancel };
    },
  });
}

describe('traceroute', () => {
  it('emits a hop for each TTL, in their order, up to the target', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler);
      const late = withLatencies(network(scheduler), scheduler, [3, 20, 9, 15]);
      const name = map(({ ttl, final }: Hop) => `${ttl}${final ? ' final' : ''}`);
      const values = { a: '1', b: '2', c: '3', d: '4 final' };
      expectObservable(traceroute(target, { driver }).pipe(name)).toBe('10ms (abcd|)', values);
      // The third hop and the target are known before the second.
      expectObservable(traceroute(target, { driver: late }).pipe(name)).toBe('13ms a 16ms (bcd|)', values);
      expectObservable(traceroute(target, { driver }).pipe(name), '^ 8ms !').toBe('');
    });
  });

  it.each<[options: TracerouteOptions, flow: Hop['flow'], asked: boolean]>([
    [{}, 'constant', true],
    [{ payload: 10 }, 'constant', true],
    [{ payload: 9 }, 'varies', true],
    [{ payload: new Uint8Array(32) }, 'varies', true],
    [{ flow: 'varies' }, 'varies', false],
    [{ flow: undefined }, 'constant', true],
  ])('tells of %j that its flow is %s', (options, flow, asked) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const { hops } = watchHops(traceroute(target, { driver, probes: 1, ...options }), scheduler);
      // A driver such as that of Windows cannot do it.
      const unable = watchHops(
        traceroute(target, { driver: withMembers(network(scheduler), { features: new Set() }), ...options }),
        scheduler,
      );
      scheduler.flush();
      expect(hops.map((hop) => hop.flow)).toEqual([flow, flow, flow, flow]);
      expect(new Set(send.mock.calls.map(([, { constantFlow }]) => constantFlow))).toEqual(new Set([asked]));
      expect(unable.hops.map((hop) => hop.flow)).toEqual(['varies', 'varies', 'varies', 'varies']);
    });
  });

  it('refuses a flow that there is not', () => {
    inVirtualTime((scheduler) => {
      const options = { driver: network(scheduler), flow: 'constnat' as never };
      const { errors } = watchHops(traceroute(target, options), scheduler);
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'flow', value: 'constnat' }]);
    });
  });

  it('tells who answered, and what became of each probe', () => {
    inVirtualTime((scheduler) => {
      const { hops } = watchHops(traceroute(target, { driver: network(scheduler), probes: 2 }), scheduler);
      scheduler.flush();
      expect(hops.map(({ responders }) => responders)).toEqual([...routers.map((router) => [router]), [target]]);
      const [first, , , last] = hops;
      expect(first).toEqual({
        target,
        round: 0,
        ttl: 1,
        responders: [routers[0]],
        final: false,
        flow: 'constant',
        replies: [0, 1].map((sequence) => ({
          target,
          tag: null,
          destination: target,
          responder: routers[0],
          sequence,
          round: 0,
          attempt: 1,
          status: 'ttl-expired-in-transit',
          statusCode: 11013,
          errorCode: null,
          errorText: null,
          sentAt: 0,
          rtt: 10,
          rttClock: 'native',
          lookupTime: null,
          icmp: { type: 11, code: 0 },
          replyTtl: 64,
          size: null,
          truncated: false,
          altered: false,
          unproven: false,
          mtu: null,
          mplsLabels: null,
          missed: 0,
        })),
      });
      expect(last).toMatchObject({ ttl: 4, final: true, replies: [{ status: 'success' }, { status: 'success' }] });
      expect(JSON.parse(JSON.stringify(hops))).toEqual(hops);
      expect(structuredClone(hops)).toEqual(hops);
    });
  });

  it('names every responder of a hop once', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      let n = 0;
      const balanced = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) => {
          const address = request.ttl === 2 ? ['198.51.100.7', '198.51.100.6', '198.51.100.7'][n++]! : null;
          return driver.sendEcho2Ex(handle, request, (completion) =>
            onCompletion({ ...completion, address: address ?? completion.address }),
          );
        },
      });
      const { hops } = watchHops(traceroute(target, { driver: balanced }), scheduler);
      scheduler.flush();
      expect(hops[1]!.responders).toEqual(['198.51.100.7', '198.51.100.6']);
    });
  });

  it('waits for silent hops together, and goes on behind them', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [routers[0]!, null, null, routers[2]!] });
      const { lines, hops } = watchHops(traceroute(target, { driver, timeout: 100 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '10 0/1 198.51.100.1',
        '100 0/2 *',
        '100 0/3 *',
        '100 0/4 198.51.100.3',
        '100 0/5 192.0.2.1 final',
        '100 complete',
      ]);
      expect(hops[1]!.replies.map(({ status }) => status)).toEqual(['timed-out', 'timed-out', 'timed-out']);
    });
  });

  it('has up to 16 probes in flight, those with lower TTLs first', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [null, null, null, null, null, null, null], silent: true });
      const ttls = spyTtls(driver);
      const outstanding: number[] = [];
      for (const at of [0, 150, 250]) scheduler.schedule(() => outstanding.push(driver.counters().outstanding), at);
      watchHops(traceroute(target, { driver, timeout: 100, maxTtl: 12 }), scheduler);
      scheduler.flush();
      expect(ttls()).toEqual(Array.from({ length: 36 }, (_, i) => 1 + Math.floor(i / 3)));
      expect(driver.log.filter(({ event }) => event === 'send').map(({ at }) => at)).toEqual(
        Array.from({ length: 36 }, (_, i) => 100 * Math.floor(i / 16)),
      );
      expect(outstanding).toEqual([16, 16, 4]);
    });
  });

  it('cancels what is in flight beyond the target, and forgets it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [routers[0]!, null] });
      const { lines } = watchHops(traceroute(target, { driver, timeout: 300 }), scheduler);
      scheduler.flush();
      // The answers to TTL 1 make room for three more probes, before the target answers.
      expect(lines).toEqual(['10 0/1 198.51.100.1', '300 0/2 *', '300 0/3 192.0.2.1 final', '300 complete']);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      const cancelled = driver.log.filter(({ event }) => event === 'cancel');
      expect(cancelled.map(({ at, request }) => [at, request])).toEqual(
        Array.from({ length: 10 }, (_, i) => [10, 9 + i]),
      );
    });
  });

  it('takes the lowest TTL that reaches the target, whichever answers first', () => {
    inVirtualTime((scheduler) => {
      const driver = withLatencies(network(scheduler, { routers: routers.slice(0, 2) }), scheduler, [1, 1, 50, 20, 0]);
      const { lines } = watchHops(traceroute(target, { driver }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['11 0/1 198.51.100.1', '11 0/2 198.51.100.2', '60 0/3 192.0.2.1 final', '60 complete']);
    });
  });

  it('ends at whoever refuses', () => {
    inVirtualTime((scheduler) => {
      for (const [code, status] of [
        [0, 'destination-net-unreachable'],
        [1, 'destination-host-unreachable'],
        [3, 'destination-port-unreachable'],
      ] as const) {
        const driver = network(scheduler, { refuse: { type: 3, code, from: '198.51.100.3' } });
        const { hops } = watchHops(traceroute(target, { driver }), scheduler);
        scheduler.flush();
        expect(hops).toHaveLength(4);
        expect(hops[3]).toMatchObject({
          ttl: 4,
          final: true,
          responders: ['198.51.100.3'],
          replies: [{ status }, {}, {}],
        });
      }
    });
  });

  it('goes on where somebody refuses one probe of a TTL and lets the others pass', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      /** Refuses the given probes of TTL 2, and leaves other probes of TTL 2 unanswered. */
      const branching = (refused: readonly number[], isSilent = false): IcmpDriver => {
        let met = 0;
        return withMembers(driver, {
          sendEcho2Ex: (handle, request, onCompletion) =>
            driver.sendEcho2Ex(handle, request, (completion) => {
              const index = request.ttl === 2 ? met++ : -1;
              if (refused.includes(index))
                return onCompletion({ ...completion, status: 11002, address: '198.51.100.9' });
              if (index < 0 || !isSilent) return onCompletion(completion);
              const silence = { ...completion, status: 11010, address: null, icmpType: null, icmpCode: null };
              scheduler.schedule(() => onCompletion(silence), 500);
            }),
        });
      };
      const lengthOf = (branches: IcmpDriver): readonly number[] => {
        const { hops } = watchHops(traceroute(target, { driver: branches }), scheduler);
        scheduler.flush();
        expect(hops[1]!.responders).toContain('198.51.100.9');
        return hops.filter(({ final }) => final).map(({ ttl }) => ttl);
      };
      expect(lengthOf(branching([1]))).toEqual([4]);
      expect(lengthOf(branching([0, 2]))).toEqual([4]);
      // The hops behind it also prove it, where the other probes of the TTL are silent.
      expect(lengthOf(branching([0], true))).toEqual([4]);
      expect(lengthOf(branching([0, 1, 2]))).toEqual([2]);
    });
  });

  it('goes on behind a hop that answers, but neither lets the TTL expire nor refuses', () => {
    inVirtualTime((scheduler) => {
      for (const status of [11041, 11016]) {
        const driver = network(scheduler);
        const odd = withMembers(driver, {
          sendEcho2Ex: (handle, request, onCompletion) =>
            driver.sendEcho2Ex(handle, request, (completion) =>
              onCompletion(request.ttl === 2 ? { ...completion, status } : completion),
            ),
        });
        const { hops } = watchHops(traceroute(target, { driver: odd }), scheduler);
        scheduler.flush();
        expect(hops.map(({ ttl, final }) => [ttl, final]).at(-1)).toEqual([4, true]);
        expect(hops[1]!.replies[0]!.statusCode).toBe(status);
      }
    });
  });

  it('ends where the probes are too big', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { mtu: 1000 });
      const { hops } = watchHops(traceroute(target, { driver, payload: 1200, dontFragment: true }), scheduler);
      scheduler.flush();
      expect(hops.map(({ ttl, final }) => [ttl, final])).toEqual([
        [1, false],
        [2, true],
      ]);
      expect(hops[1]!.replies[0]).toMatchObject({ status: 'packet-too-big', mtu: 1000, responder: routers[0] });
    });
  });

  it('has as many hops as were asked for when nobody is there, and none is final', () => {
    inVirtualTime((scheduler) => {
      const options = { driver: network(scheduler), timeout: 100, maxTtl: 6, probes: 1 };
      const { lines } = watchHops(traceroute('192.0.2.9', options), scheduler);
      const near = watchHops(traceroute(target, { ...options, maxTtl: 2 }), scheduler);
      const exact = watchHops(traceroute(target, { ...options, maxTtl: 4 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual([...[1, 2, 3, 4, 5, 6].map((ttl) => `100 0/${ttl} *`), '100 complete']);
      expect(near.lines).toEqual(['10 0/1 198.51.100.1', '10 0/2 198.51.100.2', '10 complete']);
      expect(exact.lines.slice(-2)).toEqual(['10 0/4 192.0.2.1 final', '10 complete']);
    });
  });

  it('tries 30 TTLs with 3 probes each by default', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const ttls = spyTtls(driver);
      watchHops(traceroute('192.0.2.9', { driver }), scheduler);
      scheduler.flush();
      expect(ttls()).toEqual(Array.from({ length: 90 }, (_, i) => 1 + Math.floor(i / 3)));
    });
  });

  it('is one final hop when nothing can be sent', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { unsent: 'ENETUNREACH' });
      const { lines, hops } = watchHops(traceroute(target, { driver }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 0/1 * final', '0 complete']);
      expect(hops[0]!.replies).toHaveLength(3);
      for (const reply of hops[0]!.replies)
        expect(reply).toMatchObject({ status: 'not-sent', errorCode: 'ENETUNREACH' });
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
    });
  });

  it('takes only the first answer to each probe', () => {
    inVirtualTime((scheduler) => {
      const driver = talkative(network(scheduler, { copies: 3, latency: 1 }));
      const { hops } = watchHops(traceroute(target, { driver }), scheduler);
      const all = new SimulatedNetwork(
        { hosts: [{ address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2'] }] },
        scheduler,
      );
      const options = { driver: all, probes: 2, rounds: 2, interval: 100 };
      const broadcast = watchHops(traceroute('192.0.2.255', options), scheduler);
      const outstanding: number[] = [];
      for (const at of [0, 50]) scheduler.schedule(() => outstanding.push(all.counters().outstanding), at);
      scheduler.flush();
      expect(hops.map(({ replies }) => replies.map(({ status }) => status).join())).toEqual([
        ...routers.map(() => 'ttl-expired-in-transit,ttl-expired-in-transit,ttl-expired-in-transit'),
        'success,success,success',
      ]);
      expect(broadcast.lines).toEqual(['1 0/1 192.0.2.1 final', '101 1/1 192.0.2.1 final', '101 complete']);
      expect(outstanding).toEqual([16, 0]);
      expect(all.counters()).toMatchObject({ outstanding: 0, handles: 0 });
    });
  });
});

describe('any traceroute', () => {
  it('emits each TTL up to the first that reaches the target once and in order, whatever answers first', () => {
    const latencies = array(integer({ min: 0, max: 150 }), { minLength: 40, maxLength: 40 });
    const size = integer({ min: 1, max: 9 });
    assert(
      property(latencies, array(boolean(), { maxLength: 20 }), size, size, (delays, silent, probes, rounds) => {
        inVirtualTime((scheduler) => {
          const route = silent.map((isSilent, i) => (isSilent ? null : `198.51.100.${i + 1}`));
          const driver = network(scheduler, { routers: route, latency: 1 });
          const late = withLatencies(driver, scheduler, delays);
          const options = { driver: late, timeout: 100, probes, rounds };
          const { hops, lines } = watchHops(traceroute(target, options), scheduler);
          scheduler.flush();
          const distance = route.length + 1;
          expect(hops.map(({ round, ttl }) => [round, ttl])).toEqual(
            Array.from({ length: rounds * distance }, (_, i) => [Math.floor(i / distance), 1 + (i % distance)]),
          );
          for (const { ttl, final, responders, replies } of hops) {
            expect(final).toBe(ttl === distance);
            expect(responders).toEqual(final ? [target] : route[ttl - 1] === null ? [] : [route[ttl - 1]]);
            expect(replies.filter(() => true)).toHaveLength(probes);
          }
          const sequences = hops.flatMap(({ replies }) => replies.map(({ sequence }) => sequence));
          expect(new Set(sequences).size).toBe(sequences.length);
          expect(lines.at(-1)).toContain('complete');
          expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
        });
      }),
    );
  });

  it('leaves nothing behind, whenever the subscriber leaves', () => {
    assert(
      property(integer({ min: 0, max: 400 }), integer({ min: 0, max: 12 }), (at, hops) => {
        inVirtualTime((scheduler) => {
          const driver = network(scheduler, { routers: [routers[0]!, null, routers[1]!, null] });
          const stream = traceroute(target, { driver, timeout: 90, rounds: Infinity, interval: 50 });
          const { subscription } = watchHops(stream.pipe(take(hops)), scheduler);
          scheduler.schedule(() => subscription.unsubscribe(), at);
          scheduler.flush();
          expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
          expect(scheduler.now()).toBe(at);
        });
      }),
    );
  });
});

describe('rounds of a traceroute', () => {
  it('start on the interval, each with a number of its own, and never drift', () => {
    inVirtualTime((scheduler) => {
      // The first request to the target takes 7 ms, and so do all answers of routers.
      const driver = network(scheduler, { routers: [routers[0]!], latency: [7, 12] });
      const options = { driver, rounds: 3, interval: 50, probes: 1 };
      const { lines, hops } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '7 0/1 198.51.100.1',
        '7 0/2 192.0.2.1 final',
        '57 1/1 198.51.100.1',
        '62 1/2 192.0.2.1 final',
        '107 2/1 198.51.100.1',
        '112 2/2 192.0.2.1 final',
        '112 complete',
      ]);
      const replies = hops.flatMap((hop) => hop.replies);
      expect(replies.map(({ round }) => round)).toEqual([0, 0, 1, 1, 2, 2]);
      // Probes that were sent beyond the target have numbers too.
      const sequences = replies.map(({ sequence }) => sequence);
      expect(new Set(sequences).size).toBe(6);
      expect([...sequences].sort((a, b) => a - b)).toEqual(sequences);
    });
  });

  it('follow at once when one takes longer than the interval', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [null] });
      const options = { driver, rounds: 4, interval: 70, timeout: 100 };
      const { lines } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      expect(lines.filter((line) => line.includes('final'))).toEqual(
        [100, 200, 300, 400].map((at, round) => `${at} ${round}/2 192.0.2.1 final`),
      );
    });
  });

  it('go on for ever without piling up', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const finalizers: number[] = [];
      const hops = traceroute(target, { driver, rounds: Infinity, interval: 100, probes: 1 });
      const subscription = hops.subscribe((hop) => {
        const { _finalizers: held } = subscription as unknown as { _finalizers: unknown[] | null };
        if (hop.final) finalizers.push(held?.length ?? 0);
      });
      scheduler.schedule(() => subscription.unsubscribe(), 100_001);
      scheduler.flush();
      expect(finalizers).toHaveLength(1000);
      expect(finalizers.at(-1)).toBe(finalizers[1]);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      // No timer is left.
      expect(scheduler.now()).toBe(100_001);
    });
  });

  it('share one handle and one look-up', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, {}, { names: { 'host.example': [target] } });
      const { hops } = watchHops(traceroute('host.example', { driver, rounds: 3, probes: 1 }), scheduler);
      scheduler.flush();
      const events = driver.log.map(({ event }) => event);
      expect(events.filter((event) => event === 'lookup')).toHaveLength(1);
      expect(events.filter((event) => event === 'open' || event === 'close')).toEqual(['open', 'close']);
      const replies = hops.flatMap((hop) => hop.replies);
      expect(replies[0]).toMatchObject({ target: 'host.example', destination: target, lookupTime: expect.any(Number) });
      expect(replies.slice(1).every(({ lookupTime }) => lookupTime === null)).toBe(true);
    });
  });

  it('outlive a network that goes away and comes back', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const here = (time: number) => time < 100 || time > 250;
      const flaky = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) =>
          driver.sendEcho2Ex(
            handle,
            here(scheduler.now()) ? request : { ...request, networkInterface: 'sim9' },
            onCompletion,
          ),
      });
      const options = { driver: flaky, rounds: 4, interval: 100, networkInterface: 'sim0' };
      const { lines, hops } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      expect(lines.filter((line) => line.includes('final'))).toEqual([
        '10 0/4 192.0.2.1 final',
        '100 1/1 * final',
        '200 2/1 * final',
        '310 3/4 192.0.2.1 final',
      ]);
      const gone = hops.find(({ round }) => round === 1)!;
      expect(gone.replies).toHaveLength(3);
      expect(gone.replies[0]).toMatchObject({ status: 'not-sent', errorCode: 'ENODEV', round: 1 });
    });
  });

  it('are started by a scheduler of the caller', () => {
    const scheduler = new VirtualTimeScheduler();
    const driver = network(scheduler);
    const options = { driver, scheduler, rounds: 2, interval: 5000, probes: 1 };
    const { lines } = watchHops(traceroute(target, options), scheduler);
    scheduler.flush();
    expect(lines.filter((line) => /final|complete/.test(line))).toEqual([
      '10 0/4 192.0.2.1 final',
      '5010 1/4 192.0.2.1 final',
      '5010 complete',
    ]);
  });

  it('wait longer than the longest timer', () => {
    inVirtualTime((scheduler) => {
      const interval = 2 ** 31 + 500;
      const driver = network(scheduler);
      const schedule = vi.spyOn(scheduler, 'schedule');
      const options = { driver, scheduler, rounds: 2, interval, probes: 1 };
      const { lines } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      expect(lines.at(-1)).toBe(`${interval + 10} complete`);
      expect(Math.max(...schedule.mock.calls.map(([, delay]) => delay ?? 0))).toBe(2 ** 31 - 1);
    });
  });
});

describe('the rate of a traceroute', () => {
  const times = (driver: SimulatedNetwork) =>
    driver.log.filter(({ event }) => event === 'send').map(({ at, destination }) => `${at} ${destination!.at(-1)}`);

  it('is kept, also from round to round and when replies come early', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [routers[0]!], latency: 7 });
      const options = { driver, rate: 100, probes: 2, maxTtl: 2, rounds: 2, interval: 20 };
      const { lines } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      expect(times(driver)).toEqual([0, 10, 20, 30, 40, 50, 60, 70].map((at) => `${at} 1`));
      expect(lines).toEqual([
        '17 0/1 198.51.100.1',
        '37 0/2 192.0.2.1 final',
        '57 1/1 198.51.100.1',
        '77 1/2 192.0.2.1 final',
        '77 complete',
      ]);
    });
  });

  it('does not make up for time that passed, and does not hold up a round that is over', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [], latency: 3 });
      const options = { driver, rate: 10, probes: 1, rounds: 3, interval: 500 };
      const { lines } = watchHops(traceroute(target, options), scheduler);
      scheduler.flush();
      // Each time the target answers while the next TTL waits for its slot.
      expect(times(driver)).toEqual(['0 1', '500 1', '1000 1']);
      expect(lines.at(-1)).toBe('1003 complete');
    });
  });

  it('may be a budget that is shared', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { routers: [], silent: true });
      const options = { driver, rate: pacer(1000), probes: 2, maxTtl: 2, timeout: 50 };
      watchHops(traceroute('192.0.2.8', options), scheduler);
      watchHops(traceroute('192.0.2.9', options), scheduler);
      scheduler.flush();
      expect(times(driver)).toEqual(['0 8', '1 8', '2 9', '3 8', '4 9', '5 8', '6 9', '7 9']);
    });
  });

  it('leaves no timer behind', () => {
    inVirtualTime((scheduler) => {
      const { subscription } = watchHops(traceroute(target, { driver: network(scheduler), rate: 0.001 }), scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 5000);
      scheduler.flush();
      expect(scheduler.now()).toBe(5000);
    });
  });
});

describe('a name that does not resolve', () => {
  it('is one final hop, also with rounds', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { lines, hops } = watchHops(traceroute('nowhere.example', { driver, rounds: 5 }), scheduler);
      scheduler.flush();
      expect(lines.map((line) => line.replace(/^\d+ /, ''))).toEqual(['0/1 * final', 'complete']);
      expect(hops[0]!.replies).toMatchObject([
        { target: 'nowhere.example', status: 'not-resolved', errorCode: 'ENOTFOUND', destination: null, sequence: 0 },
      ]);
      expect(driver.log.map(({ event }) => event)).toEqual(['lookup']);
    });
  });
});

describe('the handle of a traceroute', () => {
  const onUnhandledError = config.onUnhandledError;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('is closed when the subscriber leaves: before the first hop, between rounds, within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const early = watchHops(traceroute(target, { driver }), scheduler);
      scheduler.schedule(() => early.subscription.unsubscribe(), 5);
      const between = watchHops(traceroute(target, { driver, rounds: 2 }), scheduler);
      scheduler.schedule(() => between.subscription.unsubscribe(), 500);
      const within = watchHops(traceroute(target, { driver, rounds: 2 }).pipe(take(2)), scheduler);
      const name = watchHops(traceroute('host.example', { driver }), scheduler);
      name.subscription.unsubscribe();
      scheduler.flush();
      expect(early.lines).toEqual([]);
      expect(between.lines).toHaveLength(4);
      expect(within.lines).toEqual(['10 0/1 198.51.100.1', '10 0/2 198.51.100.2', '10 complete']);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      expect(scheduler.now()).toBe(500);
    });
  });

  it('is closed when the consumer throws at the last hop, and the driver goes on', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      traceroute(target, { driver }).subscribe(() => {
        throw new Error('consumer');
      });
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      expect(config.onUnhandledError).toHaveBeenCalledWith(new Error('consumer'));
    });
  });

  it('is closed after an error, also of a later probe', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const refused = watchHops(traceroute(target, { driver, networkInterface: 'eth9' }), scheduler);
      let n = 0;
      const failing = withMembers(driver, {
        sendEcho2Ex: (...args) => {
          if (++n > 20) throw new Error('no memory');
          return driver.sendEcho2Ex(...args);
        },
      });
      const late = watchHops(traceroute('192.0.2.9', { driver: failing, timeout: 100 }), scheduler);
      const between = watchHops(
        traceroute(target, { driver: failing, rounds: 3, interval: 50, probes: 1, maxTtl: 4 }),
        scheduler,
      );
      scheduler.flush();
      expect(refused.errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'networkInterface' }]);
      expect(late.lines).toEqual(['100 no memory']);
      expect(between.lines.at(-1)).toBe('50 no memory');
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
    });
  });

  it('that cannot be opened is an error notification', () => {
    inVirtualTime((scheduler) => {
      const driver = withMembers(network(scheduler, {}, { names: { 'host.example': [target] } }), {
        createFile: () => {
          throw new Error('no permission');
        },
      });
      const numeric = watchHops(traceroute(target, { driver }), scheduler);
      const name = watchHops(traceroute('host.example', { driver }), scheduler);
      expect(numeric.lines).toEqual(['0 no permission']);
      scheduler.flush();
      expect(name.lines).toHaveLength(1);
      expect(name.lines[0]).toContain('no permission');
    });
  });

  it('is not opened before a subscription', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const hops = traceroute(target, { driver });
      expect(driver.log).toEqual([]);
      const [first, second] = [watchHops(hops, scheduler), watchHops(hops, scheduler)];
      scheduler.flush();
      expect(first.lines).toEqual(second.lines);
      expect(driver.log.filter(({ event }) => event === 'open')).toHaveLength(2);
    });
  });
});

describe('options of a traceroute', () => {
  it('reach the driver, with the TTL of each hop', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const options = { driver, timeout: 300, tos: 184, payload: 56, source: '192.0.2.100', maxTtl: 1, probes: 1 };
      watchHops(traceroute(target, options), scheduler);
      expect(send.mock.calls).toHaveLength(1);
      expect(send.mock.calls[0]![1]).toMatchObject({
        destination: target,
        timeout: 300,
        tos: 184,
        data: 56,
        source: '192.0.2.100',
        ttl: 1,
      });
    });
  });

  it.each<readonly [object, string]>([
    [{ ttl: 5 }, 'ttl'],
    [{ retry: 1 }, 'retry'],
    [{ maxTTL: 5 }, 'maxTTL'],
    [{ maxTtl: 0 }, 'maxTtl'],
    [{ maxTtl: 256 }, 'maxTtl'],
    [{ maxTtl: 1.5 }, 'maxTtl'],
    [{ probes: 0 }, 'probes'],
    [{ probes: NaN }, 'probes'],
    [{ rounds: 0 }, 'rounds'],
    [{ rounds: -1 }, 'rounds'],
    [{ rounds: '3' }, 'rounds'],
    [{ rate: 0 }, 'rate'],
    [{ rate: -1 }, 'rate'],
    [{ rate: NaN }, 'rate'],
    [{ rate: { rate: 5 } }, 'rate'],
    [{ interval: 0.5 }, 'interval'],
    [{ interval: 0 }, 'interval'],
    [{ scheduler: {} }, 'scheduler'],
    [{ timeout: -1 }, 'timeout'],
    [{ count: 3 }, 'count'],
  ])('%j is an argument error on subscription', (options, argument) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { errors } = watchHops(traceroute(target, { driver, ...options } as TracerouteOptions), scheduler);
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument }]);
      expect(driver.log).toEqual([]);
    });
  });

  it.each(['', '0.0.0.0', 'http://host', '192.0.2.0/24', 5, null, { target: 'x' }])(
    'the target %j is an argument error',
    (given) => {
      inVirtualTime((scheduler) => {
        const { errors } = watchHops(traceroute(given as string, { driver: network(scheduler) }), scheduler);
        expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'target' }]);
      });
    },
  );

  describe('lateWindow', () => {
    const refuse = { type: 3, code: 1, from: '198.51.100.8' } as const;

    it('waits for a refusal of a silent hop, which is the last one then', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, { routers: [], latency: 3000, refuse });
        const { lines, hops } = watchHops(traceroute(target, { driver, lateWindow: 2500 }), scheduler);
        scheduler.schedule(() => {
          expect(lines).toEqual(['3000 0/1 198.51.100.8 final', '3000 complete']);
          expect(hops[0]!.replies).toMatchObject(
            Array(3).fill({ status: 'destination-host-unreachable', rtt: 3000, responder: '198.51.100.8' }),
          );
          expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
        }, 60_000);
      });
    });

    it('is over when nothing comes, and is not waited for where somebody behind answers', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, { routers: [null, null] });
        const { lines } = watchHops(traceroute(target, { driver, lateWindow: 2500 }), scheduler);
        const silent = network(scheduler, { routers: [], silent: true });
        const { lines: all } = watchHops(
          traceroute(target, { driver: silent, maxTtl: 2, lateWindow: 2500 }),
          scheduler,
        );
        scheduler.schedule(() => {
          expect(lines).toEqual(['1000 0/1 *', '1000 0/2 *', '1000 0/3 192.0.2.1 final', '1000 complete']);
          expect(all).toEqual(['3500 0/1 *', '3500 0/2 *', '3500 complete']);
        }, 60_000);
      });
    });

    it('is waited for in one round, and again once a refusal has come', () => {
      inVirtualTime((scheduler) => {
        const silent = network(scheduler, {
          routers: [],
          phases: [
            { for: 5600, silent: true },
            { latency: 2900, refuse },
          ],
        });
        const options = { driver: silent, maxTtl: 2, probes: 1, rounds: 7, lateWindow: 2500 };
        const { lines } = watchHops(traceroute(target, options), scheduler);
        scheduler.schedule(() => {
          expect(lines.filter((line) => !/\/2 /.test(line))).toEqual([
            '3500 0/1 *',
            '4500 1/1 *',
            '5500 2/1 *',
            '6500 3/1 *',
            '7500 4/1 *',
            '8500 5/1 *',
            '11400 6/1 198.51.100.8 final',
            '11400 complete',
          ]);
          expect(silent.counters()).toMatchObject({ outstanding: 0, handles: 0 });
        }, 60_000);
      });
    });

    it('leaves a late echo reply late', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, { routers: [], latency: 2000 });
        const { hops } = watchHops(traceroute(target, { driver, maxTtl: 1, lateWindow: 2500 }), scheduler);
        scheduler.schedule(() => {
          expect(hops.flatMap(({ replies }) => replies.map(({ status }) => status))).toEqual(
            Array(3).fill('timed-out'),
          );
        }, 60_000);
      });
    });
  });
});
