import { probe, type EchoReply, type ProbeOptions } from 'rxicmp';
import { echoRequest, IP_FLAG_DF } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type SimulatedHost } from 'rxicmp/testing';
import { config, delay, map, of, retry, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, talkative, watch, withMembers } from './virtual.ts';

const host = { address: '192.0.2.1', latency: 20 };

function network(scheduler: ConstructorParameters<typeof SimulatedNetwork>[1], more: readonly SimulatedHost[] = []) {
  return new SimulatedNetwork({ hosts: [host, ...more], names: { 'host.example': ['192.0.2.1'] } }, scheduler);
}

describe('probe', () => {
  it('emits the outcome and completes', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler);
      const status = map((reply: EchoReply<unknown>) => reply.status);
      const soon = new SimulatedNetwork({ hosts: [{ ...host, latency: 7 }] }, scheduler);
      expectObservable(probe('192.0.2.1', { driver: soon }).pipe(status)).toBe('-------(a|)', { a: 'success' });
      expectObservable(probe('192.0.2.9', { driver }).pipe(status)).toBe('1000ms (a|)', { a: 'timed-out' });
      expectObservable(probe('192.0.2.1', { driver }).pipe(status), '^ 9ms !').toBe('');
    });
  });

  it('does nothing before a subscription, and each time the same after one', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const createFile = vi.spyOn(driver, 'createFile');
      const now = vi.spyOn(driver, 'now');
      const replies = probe('host.example', { driver });
      expect(createFile).not.toHaveBeenCalled();
      expect(now).not.toHaveBeenCalled();
      expect(driver.log).toEqual([]);
      watch(replies, scheduler);
      watch(replies, scheduler);
      scheduler.flush();
      expect(createFile).toHaveBeenCalledTimes(2);
      expect(driver.log.filter(({ event }) => event === 'send')).toHaveLength(2);
    });
  });

  it('emits every key, in one order, whatever the outcome', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, [
        { address: '192.0.2.2', refuse: { type: 3, code: 1, from: '192.0.2.254' } },
        { address: '192.0.2.3', unsent: 'ENETUNREACH' },
      ]);
      const targets = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.9', 'host.example', 'nowhere.example'];
      const replies = targets.map((target) => watch(probe(target, { driver }), scheduler));
      scheduler.flush();
      const keys = replies.map(({ replies: [reply] }) => Object.keys(reply!));
      expect(new Set(keys.map((names) => names.join(' ')))).toHaveLength(1);
      const statuses = replies.map(({ replies: [reply] }) => reply!.status);
      expect(statuses).toEqual([
        'success',
        'destination-host-unreachable',
        'not-sent',
        'timed-out',
        'success',
        'not-resolved',
      ]);
      for (const { replies: values } of replies) {
        expect(values).toHaveLength(1);
        expect(Object.values(values[0]!)).not.toContain(undefined);
        expect(JSON.parse(JSON.stringify(values[0]))).toEqual(values[0]);
      }
    });
  });
});

describe('a value of probe', () => {
  const base = { target: '192.0.2.1', tag: null, destination: '192.0.2.1', sequence: 0, round: 0, attempt: 1 };
  const none = {
    lookupTime: null,
    icmp: null,
    replyTtl: null,
    size: null,
    truncated: false,
    altered: false,
    unproven: false,
    mtu: null,
    mplsLabels: null,
    missed: 0,
  };

  const cases: readonly (readonly [
    name: string,
    host: Partial<SimulatedHost>,
    options: ProbeOptions,
    expected: object,
  ])[] = [
    [
      'an echo reply',
      { ttl: 57 },
      { payload: 100 },
      {
        status: 'success',
        statusCode: 0,
        errorCode: null,
        errorText: null,
        responder: '192.0.2.1',
        rtt: 20,
        rttClock: 'native',
        icmp: { type: 0, code: 0 },
        replyTtl: 57,
        size: 100,
      },
    ],
    [
      'a reply that was cut off',
      { truncateTo: 8 },
      { payload: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
      {
        status: 'success',
        statusCode: 0,
        errorCode: null,
        errorText: null,
        responder: '192.0.2.1',
        rtt: 20,
        rttClock: 'native',
        icmp: { type: 0, code: 0 },
        replyTtl: 64,
        size: 8,
        truncated: true,
      },
    ],
    [
      'silence',
      { silent: true },
      {},
      {
        status: 'timed-out',
        statusCode: 11010,
        errorCode: null,
        errorText: null,
        responder: null,
        rtt: null,
        rttClock: null,
      },
    ],
    [
      "a router's refusal",
      { refuse: { type: 11, code: 0, from: '192.0.2.254' } },
      { ttl: 1 },
      {
        status: 'ttl-expired-in-transit',
        statusCode: 11013,
        errorCode: null,
        errorText: null,
        responder: '192.0.2.254',
        rtt: 20,
        rttClock: 'native',
        icmp: { type: 11, code: 0 },
        replyTtl: 64,
      },
    ],
    [
      'packet too big',
      { refuse: { type: 3, code: 4, from: '192.0.2.254', mtu: 1400 } },
      { payload: 1472, dontFragment: true },
      {
        status: 'packet-too-big',
        statusCode: 11009,
        errorCode: null,
        errorText: null,
        responder: '192.0.2.254',
        rtt: 20,
        rttClock: 'native',
        icmp: { type: 3, code: 4 },
        replyTtl: 64,
        mtu: 1400,
      },
    ],
    [
      'no route',
      { unsent: 'ENETUNREACH' },
      {},
      {
        status: 'not-sent',
        statusCode: 11002,
        errorCode: 'ENETUNREACH',
        errorText: 'this machine has no route to the network',
        responder: null,
        rtt: null,
        rttClock: null,
      },
    ],
  ];

  it.each(cases)('says everything about %s', (_name, behaviour, options, expected) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ ...host, ...behaviour }] }, scheduler);
      scheduler.schedule(() => {
        const { replies } = watch(probe('192.0.2.1', { ...options, driver }), scheduler);
        scheduler.schedule(() => expect(replies).toEqual([{ ...base, sentAt: 500, ...none, ...expected }]), 2000);
      }, 500);
      scheduler.flush();
      expect.assertions(1);
    });
  });

  it('carries the tag by reference', () => {
    inVirtualTime((scheduler) => {
      const tag = { room: 7 };
      const { replies } = watch(probe({ target: '192.0.2.1', tag }, { driver: network(scheduler) }), scheduler);
      scheduler.flush();
      expect(replies[0]!.tag).toBe(tag);
    });
  });

  it('is one for each responder of a broadcast, until the time-out', () => {
    inVirtualTime((scheduler) => {
      const responders = ['192.0.2.1', '192.0.2.2'];
      const all = { address: '192.0.2.255', responders };
      const driver = network(scheduler, [all, { address: '192.0.2.2', latency: 10 }]);
      const { lines, replies } = watch(probe('192.0.2.255', { driver }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['10 0 success', '20 0 success', '1000 complete']);
      expect(replies.map(({ responder }) => responder)).toEqual(['192.0.2.2', '192.0.2.1']);
    });
  });

  it('is never a late or a second reply', () => {
    inVirtualTime((scheduler) => {
      const driver = talkative(network(scheduler, [{ address: '192.0.2.2', copies: 2 }]));
      const second = watch(probe('192.0.2.2', { driver, timeout: 100 }), scheduler);
      const late = watch(probe('192.0.2.1', { driver, timeout: 10 }), scheduler);
      scheduler.flush();
      expect(second.lines).toEqual(['1 0 success', '600 complete']);
      expect(late.lines).toEqual(['10 0 timed-out', '510 complete']);
    });
  });
});

describe('options of probe', () => {
  it('reach the driver', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const options = {
        timeout: 300,
        ttl: 9,
        tos: 184,
        dontFragment: true,
        payload: 56,
        source: '192.0.2.100',
        networkInterface: 'sim0',
        driver,
      };
      watch(probe('192.0.2.1', options), scheduler);
      expect(send.mock.calls[0]![1]).toEqual({
        ...echoRequest('192.0.2.1'),
        source: '192.0.2.100',
        networkInterface: 'sim0',
        timeout: 300,
        data: 56,
        ttl: 9,
        tos: 184,
        flags: IP_FLAG_DF,
      });
    });
  });

  it('of the target win over those of the call, and undefined is no option', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const target = { target: '192.0.2.9', timeout: 200, ttl: undefined, driver };
      const { lines } = watch(probe(target, { timeout: 700, ttl: 5, tos: undefined }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['200 0 timed-out', '200 complete']);
      expect(send.mock.calls[0]![1]).toMatchObject({ timeout: 200, ttl: 5, tos: null });
    });
  });

  it('are left alone', () => {
    inVirtualTime((scheduler) => {
      const target = Object.freeze({ target: '192.0.2.1', tag: 1 });
      const options = Object.freeze({ timeout: 5, driver: network(scheduler) });
      const { lines } = watch(probe(target, options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['5 0 timed-out', '5 complete']);
    });
  });

  it('give a link-local target its zone', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: 'fe80::1%sim0' }] }, scheduler);
      const { replies } = watch(probe('fe80::1', { driver, networkInterface: 'sim0' }), scheduler);
      scheduler.flush();
      expect(replies[0]).toMatchObject({ target: 'fe80::1', destination: 'fe80::1%sim0', status: 'success' });
    });
  });
});

describe('the handle of probe', () => {
  const onUnhandledError = config.onUnhandledError;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('is one for each subscription, closed after the outcome', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      watch(probe('192.0.2.1', { driver }), scheduler);
      watch(probe('192.0.2.9', { driver }), scheduler);
      expect(driver.counters().handles).toBe(2);
      scheduler.flush();
      expect(driver.log.map(({ at, event, handle }) => `${at} ${event} ${handle}`)).toEqual([
        '0 open 0',
        '0 send 0',
        '0 open 1',
        '0 send 1',
        '20 close 0',
        '1000 close 1',
      ]);
    });
  });

  it('is closed when the subscriber leaves, also from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { subscription, lines } = watch(probe('192.0.2.1', { driver }), scheduler);
      subscription.unsubscribe();
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      const broadcast = network(scheduler, [{ address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2'] }]);
      const first = watch(probe('192.0.2.255', { driver: broadcast }).pipe(take(1)), scheduler);
      scheduler.flush();
      expect(lines).toEqual([]);
      expect(first.lines).toEqual(['1 0 success', '1 complete']);
      expect(broadcast.log.map(({ at, event }) => `${at} ${event}`)).toEqual(['0 open', '0 send', '1 close']);
    });
  });

  it('is closed when the driver refuses the request', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { errors } = watch(probe('192.0.2.1', { driver, networkInterface: 9 }), scheduler);
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument: 'networkInterface', value: 9 }]);
      expect(driver.log.map(({ event }) => event)).toEqual(['open', 'close']);
    });
  });

  it('is closed when the consumer throws, and the driver goes on', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      probe('192.0.2.1', { driver }).subscribe(() => {
        throw new Error('consumer');
      });
      const { lines } = watch(probe('192.0.2.1', { driver }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['20 0 success', '20 complete']);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      expect(config.onUnhandledError).toHaveBeenCalledWith(new Error('consumer'));
    });
  });

  it('that cannot be opened is an error notification', () => {
    inVirtualTime((scheduler) => {
      const driver = withMembers(network(scheduler), {
        createFile: () => {
          throw new Error('no permission');
        },
      });
      const numeric = watch(probe('192.0.2.1', { driver }), scheduler);
      const name = watch(probe('host.example', { driver }), scheduler);
      expect(numeric.lines).toEqual(['0 no permission']);
      scheduler.flush();
      expect(name.lines).toEqual(['0 no permission']);
    });
  });

  it('is a new one for each try of retry', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const failing = probe('192.0.2.9', { driver, timeout: 100 }).pipe(
        map(() => {
          throw new Error('no answer');
        }),
        retry({ count: 2, delay: () => of(0).pipe(delay(50)) }),
      );
      const { lines } = watch(failing, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['400 no answer']);
      expect(driver.log.filter(({ event }) => event === 'open').map(({ at }) => at)).toEqual([0, 150, 300]);
      expect(driver.counters().handles).toBe(0);
    });
  });
});
