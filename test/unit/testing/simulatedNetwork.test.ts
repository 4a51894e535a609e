import { asapScheduler, asyncScheduler, config, Observable, queueScheduler, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { IcmpArgumentError } from 'rxicmp';
import { echoRequest, type DriverCounters, type EchoCompletion, type EchoRequest } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario, type SimulatedHost } from 'rxicmp/testing';

type Options = Partial<Omit<EchoRequest, 'destination'>>;

/** The completions of a request; it completes with the final one. */
function exchange(network: SimulatedNetwork, destination: string, options: Options = {}): Observable<EchoCompletion> {
  return new Observable((subscriber) => {
    const handle = network.createFile(destination.includes(':') ? 6 : 4);
    network.sendEcho2Ex(handle, echoRequest(destination, options), (completion) => {
      subscriber.next(completion);
      if (completion.final) subscriber.complete();
    });
    return () => network.closeHandle(handle);
  });
}

/** The request at frame 0, as a marble diagram of its completions: one letter each, by phase and status. */
function expectMarbles(host: Partial<SimulatedHost>, options: Options, marbles: string): void {
  const letter = ({ phase, status }: EchoCompletion) => {
    if (phase === 'outcome') return status === 0 ? 'r' : status === 11010 ? 't' : 'x';
    return { sent: 's', late: 'l', duplicate: 'd', end: 'e' }[phase];
  };
  virtually(({ scheduler, expectObservable }) => {
    const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', ...host }] }, scheduler);
    const letters = new Observable<string>((subscriber) =>
      exchange(network, '192.0.2.1', options).subscribe({
        next: (one) => subscriber.next(letter(one)),
        complete: () => subscriber.complete(),
      }),
    );
    expectObservable(letters).toBe(marbles);
  });
}

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0] & { readonly scheduler: TestScheduler };

function virtually(run: (helpers: Helpers) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => run({ ...helpers, scheduler }));
}

/** Runs requests to their ends and returns their completions in order. */
function completionsOf(scenario: Scenario, ...requests: readonly EchoRequest[]): EchoCompletion[] {
  const completions: EchoCompletion[] = [];
  virtually(({ scheduler, flush }) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const handles = { 4: network.createFile(4), 6: network.createFile(6) };
    for (const request of requests) {
      const handle = handles[request.destination.includes(':') ? 6 : 4];
      network.sendEcho2Ex(handle, request, (one) => completions.push(one));
    }
    flush();
  });
  return completions;
}

describe('what a host does, in virtual time', () => {
  test.each<readonly [string, Partial<SimulatedHost>, Options, string]>([
    ['a reply after 1 ms', {}, {}, '-(r|)'],
    ['a reply after its latency', { latency: 250 }, {}, '250ms (r|)'],
    ['a reply at once', { latency: 0 }, {}, '(r|)'],
    ['a reply at the last moment', { latency: 1000 }, {}, '1000ms (r|)'],
    ['a reply too late', { latency: 1001 }, {}, '1000ms (t|)'],
    ['silence', { silent: true }, { timeout: 3 }, '---(t|)'],
    ['sent, then the reply', { latency: 2 }, { reportSent: true }, 's-(r|)'],
    ['a refusal', { latency: 4, refuse: { type: 3, code: 1, from: '192.0.2.9' } }, {}, '----(x|)'],
    [
      'a refusal only once',
      { copies: 3, refuse: { type: 3, code: 1, from: '192.0.2.9' } },
      { lateWindow: 1, timeout: 4 },
      '-x---(e|)',
    ],
    ['not sent', { unsent: 'ENETUNREACH' }, { reportSent: true, lateWindow: 50 }, '(x|)'],
    ['a late reply', { latency: 5 }, { timeout: 3, lateWindow: 4 }, '---t-l-(e|)'],
    [
      'a refusal that proves nothing, at the time-out',
      { latency: 4, refuse: { type: 3, code: 1, from: '192.0.2.9' } },
      { timeout: 9, data: 7 },
      '---------(x|)',
    ],
    [
      'that a TTL of its own was used up, at once',
      { latency: 4, routers: ['192.0.2.9'] },
      { timeout: 9, data: 0, ttl: 1 },
      '----(x|)',
    ],
    [
      'a late refusal that proves nothing',
      { latency: 6, refuse: { type: 3, code: 1, from: '192.0.2.9' } },
      { timeout: 5, data: 0, lateWindow: 4 },
      '-----t---(e|)',
    ],
    [
      'a late refusal',
      { latency: 5, refuse: { type: 3, code: 1, from: '192.0.2.9' } },
      { timeout: 3, lateWindow: 4 },
      '---t-l-(e|)',
    ],
    ['a reply after the late window', { latency: 8 }, { timeout: 3, lateWindow: 4 }, '---t---(e|)'],
    ['duplicates', { latency: 2, copies: 3 }, { timeout: 5, lateWindow: 5 }, '--r-d-d---(e|)'],
    ['duplicates after the late window', { latency: 2, copies: 3 }, { timeout: 4, lateWindow: 1 }, '--r-d(e|)'],
    ['no duplicates without a late window', { latency: 2, copies: 3 }, { timeout: 9 }, '--(r|)'],
    ['a late reply and its duplicate', { latency: 4, copies: 2 }, { timeout: 3, lateWindow: 6 }, '---tl---d(e|)'],
    ['a request that waits', { latency: 2 }, { notBefore: 3, timeout: 4, reportSent: true }, '---s-(r|)'],
    ['a time-out from the send', { silent: true }, { notBefore: 3, timeout: 4 }, '-------(t|)'],
  ])('%s', (_name, host, options, marbles) => expectMarbles(host, options, marbles));

  test('an address that no host has never answers', () => {
    virtually(({ scheduler, expectObservable }) => {
      const network = new SimulatedNetwork({ hosts: [] }, scheduler);
      expectObservable(exchange(network, '2001:db8::1', { timeout: 2 })).toBe('--(t|)', {
        t: expect.objectContaining({ status: 11010, address: null, sentAt: 0 }),
      });
    });
  });

  test('unsubscribing cancels: nothing is emitted, and the handle is closed', () => {
    virtually(({ scheduler, expectObservable, flush }) => {
      const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: 5 }] }, scheduler);
      expectObservable(exchange(network, '192.0.2.1'), '^--!').toBe('----');
      flush();
      expect(network.log.map(({ at, event }) => [at, event])).toEqual([
        [0, 'open'],
        [0, 'send'],
        [3, 'close'],
      ]);
      expect(network.counters()).toMatchObject({ outstanding: 0, handles: 0, sent: 1, received: 0 });
    });
  });

  test('a list of latencies is played request by request and repeats its last', () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', latency: [3, 1, 7] }] };
    const requests = Array.from({ length: 5 }, (_, i) => echoRequest('192.0.2.1', { notBefore: i * 100 }));
    expect(completionsOf(scenario, ...requests).map((one) => one.roundTripTime)).toEqual([3, 1, 7, 7, 7]);
  });

  test('every nth request is lost', () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', loss: { every: 3 } }] };
    const requests = Array.from({ length: 7 }, (_, i) => echoRequest('192.0.2.1', { notBefore: i * 100, timeout: 50 }));
    const lost = completionsOf(scenario, ...requests).map(({ status }) => status === 11010);
    expect(lost).toEqual([false, false, true, false, false, true, false]);
  });

  test('a reply carries what was sent', () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', ttl: 57 }] };
    const data = Uint8Array.of(9, 8, 7);
    const request = echoRequest('192.0.2.1', { data, wantData: true, tos: 8, notBefore: 20 });
    expect(completionsOf(scenario, request)).toEqual([
      {
        phase: 'outcome',
        final: true,
        status: 0,
        errorNumber: null,
        errorCode: null,
        errorText: null,
        address: '192.0.2.1',
        roundTripTime: 1,
        rttClock: 'native',
        sentAt: 20,
        icmpType: 0,
        icmpCode: 0,
        ttl: 57,
        tos: 8,
        flags: 0,
        optionsData: null,
        dataSize: 3,
        data: Uint8Array.of(9, 8, 7),
        truncated: false,
        altered: false,
        unproven: false,
        mtu: null,
        mplsLabels: null,
      },
    ]);
  });

  test('a host may cut replies short', () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', truncateTo: 12 }] };
    const [cut] = completionsOf(scenario, echoRequest('192.0.2.1', { wantData: true }));
    expect(cut).toMatchObject({ status: 0, dataSize: 12, truncated: true });
    expect(cut!.data).toHaveLength(12);
    const [whole] = completionsOf(scenario, echoRequest('192.0.2.1', { data: 12 }));
    expect(whole).toMatchObject({ dataSize: 12, truncated: false });
  });

  test.each([
    ['too little of it is left', { truncateTo: 7 }, 32, 11010],
    ['all that was sent comes back, however little', { truncateTo: 7 }, 7, 0],
    ['its checksum is wrong', { corrupt: 'checksum' }, 32, 11010],
    ['the cookie is damaged', { corrupt: 'payload' }, 8, 11010],
    ["the caller's bytes are damaged", { corrupt: 'payload' }, new Uint8Array(32), 11010],
    ['it is damaged behind the cookie', { corrupt: 'payload' }, 9, 0],
  ] as const)('a reply proves whose it is: %s', (_name, host, data, status) => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', ...host }] };
    expect(completionsOf(scenario, echoRequest('192.0.2.1', { data, timeout: 50 }))).toMatchObject([{ status }]);
  });

  test('a damaged reply says so', () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', corrupt: 'payload', corrupted: { every: 2 } }] };
    const request = echoRequest('192.0.2.1', { data: 10, wantData: true });
    const [whole, damaged] = completionsOf(scenario, request, request);
    expect([whole!.altered, damaged!.altered]).toEqual([false, true]);
    expect(damaged!.data!.map((byte, i) => byte ^ whole!.data![i]!)).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff),
    );
  });

  test.each([
    [4, 40],
    [6, 36],
  ])('IPv%i: a reply fits into a buffer of %i bytes and its payload, and no smaller one', (family, size) => {
    const destination = family === 4 ? '192.0.2.1' : '2001:db8::1';
    const status = (replySize: number) =>
      completionsOf({ hosts: [{ address: destination }] }, echoRequest(destination, { data: 10, replySize }))[0]!
        .status;
    expect([status(size + 10), status(size + 9)]).toEqual([0, 11050]);
  });

  test.each([
    ['192.0.2.1', 3, 4, 11009, 1400],
    ['192.0.2.1', 11, 0, 11013, null],
    ['2001:db8::1', 2, 0, 11009, 1400],
    ['2001:db8::1', 1, 1, 11004, null],
  ])('%s refused with ICMP type %i, code %i has status %i and MTU %o', (address, type, code, status, mtu) => {
    const from = address.replace(/1$/, '9');
    const refuse = { type, code, from, ...(mtu !== null && { mtu }) };
    expect(completionsOf({ hosts: [{ address, latency: 6, refuse }] }, echoRequest(address))).toMatchObject([
      { status, icmpType: type, icmpCode: code, address: from, roundTripTime: 6, mtu, dataSize: null },
    ]);
  });

  test.each([
    ['ENETUNREACH', 101, 11002],
    ['EHOSTUNREACH', 113, 11003],
    ['EMSGSIZE', 90, 11009],
    ['EPERM', 1, 11050],
  ])('unsent with %s is errno %i and status %i', (unsent, errorNumber, status) => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', unsent }] };
    expect(completionsOf(scenario, echoRequest('192.0.2.1'))).toMatchObject([
      { phase: 'outcome', final: true, status, errorNumber, errorCode: unsent, address: null, roundTripTime: null },
    ]);
  });

  test('an address is the same however it is written, and told as RFC 5952 has it', () => {
    const scenario: Scenario = { hosts: [{ address: '2001:DB8:0::1' }, { address: 'fe80::1%1' }] };
    const replies = completionsOf(scenario, echoRequest('2001:db8:0:0::0001'), echoRequest('fe80::1%sim0'));
    expect(replies).toMatchObject([
      { status: 0, address: '2001:db8::1', icmpType: 129 },
      { status: 0, address: 'fe80::1%sim0' },
    ]);
  });
});

describe('broadcast', () => {
  const hosts: readonly SimulatedHost[] = [
    { address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] },
    { address: '192.0.2.1', latency: 4 },
    { address: '192.0.2.2', latency: 2, copies: 2 },
    { address: '192.0.2.3', silent: true },
  ];
  const told = (options: Options, scenario: Scenario = { hosts }) =>
    completionsOf(scenario, echoRequest('192.0.2.255', options)).map((one) => [one.phase, one.address, one.final]);

  test('every responder is an outcome; the request ends at its time-out', () => {
    expect(told({ timeout: 10 })).toEqual([
      ['outcome', '192.0.2.4', false],
      ['outcome', '192.0.2.2', false],
      ['outcome', '192.0.2.1', false],
      ['end', null, true],
    ]);
  });

  test('with a late window late responders and duplicates are told', () => {
    expect(told({ timeout: 3, lateWindow: 10 })).toEqual([
      ['outcome', '192.0.2.4', false],
      ['outcome', '192.0.2.2', false],
      ['late', '192.0.2.1', false],
      ['duplicate', '192.0.2.2', false],
      ['end', null, true],
    ]);
  });

  test('without any responder it times out', () => {
    const nobody: Scenario = { hosts: [{ address: '192.0.2.255', responders: [] }] };
    expect(told({ timeout: 3 }, nobody)).toEqual([['outcome', null, true]]);
    expect(told({ timeout: 3, lateWindow: 1 }, nobody)).toEqual([
      ['outcome', null, false],
      ['end', null, true],
    ]);
  });
});

describe('names', () => {
  const scenario: Scenario = {
    hosts: [],
    names: { both: ['2001:db8::1', '192.0.2.1'], nothing: [] },
  };
  test.each([
    ['both', null, ['2001:db8::1', '192.0.2.1']],
    ['both', 4, ['192.0.2.1']],
    ['both', 6, ['2001:db8::1']],
    ['nothing', null, { code: 'ENOTFOUND' }],
    ['unheard-of', null, { code: 'ENOTFOUND' }],
    ['toString', null, { code: 'ENOTFOUND' }],
  ] as const)('%s, family %s', (name, family, expected) => {
    virtually(({ scheduler, flush }) => {
      const network = new SimulatedNetwork(scenario, scheduler);
      const results: unknown[] = [];
      network.lookup(name, family, (result) => results.push(result));
      expect(results).toEqual([]);
      flush();
      expect(results).toEqual([expected]);
      expect(network.log).toEqual([{ at: 0, event: 'lookup', handle: null, request: null, destination: name }]);
    });
  });
});

describe('what cannot work', () => {
  const refused = (scenario: Scenario, destination: string, options: Options = {}) => {
    const network = new SimulatedNetwork(scenario);
    const handle = network.createFile(destination.includes(':') ? 6 : 4);
    return () => network.sendEcho2Ex(handle, echoRequest(destination, options), () => undefined);
  };
  const here: Scenario = { hosts: [], interfaces: ['sim0', 'sim1'], sources: ['192.0.2.99'] };

  test.each<readonly [string, Options, string, string]>([
    ['192.0.2.1', { source: '192.0.2.98' }, 'source', 'an address of this machine'],
    ['192.0.2.1', { networkInterface: 'eth0' }, 'networkInterface', 'an interface of this machine'],
    ['192.0.2.1', { networkInterface: 3 }, 'networkInterface', 'an interface of this machine'],
    ['192.0.2.1', { optionsData: Uint8Array.of(1) }, 'optionsData', 'null, as the simulated network has no IP options'],
    ['fe80::1%eth0', {}, 'destination', 'the zone of an interface of this machine'],
    ['fe80::1', {}, 'destination', 'a zone on a link-local address'],
  ])('%s with %j', (destination, options, argument, expected) => {
    expect(refused(here, destination, options)).toThrow(
      expect.objectContaining({ argument, expected, fix: expect.any(String) as unknown }),
    );
  });

  test('the message about a missing zone lists the interfaces', () => {
    const fix = 'use one of sim0, sim1.';
    expect(refused(here, '192.0.2.1', { networkInterface: 3 })).toThrow(expect.objectContaining({ fix }));
    expect(refused(here, 'fe80::1')).toThrow('fe80::1%sim0 (here: sim0, sim1)');
  });

  test('any source will do when the scenario lists none', () => {
    const network = new SimulatedNetwork({ hosts: [] });
    const handle = network.createFile(4);
    const pending = network.sendEcho2Ex(handle, echoRequest('192.0.2.1', { source: '192.0.2.98' }), () => undefined);
    pending.cancel();
  });

  test.each<readonly [Scenario, string]>([
    [{ hosts: [{ address: 'example.com' }] }, 'scenario.hosts[0].address'],
    [{ hosts: [{ address: '192.0.2.1', unsent: 'ENOSUCH' }] }, 'scenario.hosts[0].unsent'],
    [{ hosts: [], sources: ['me'] }, 'scenario.sources[0]'],
  ])('the scenario %j', (scenario, argument) => {
    expect(() => new SimulatedNetwork(scenario)).toThrow(expect.objectContaining({ argument }));
  });

  test('blocking: virtual time would stand still', () => {
    const network = new SimulatedNetwork({ hosts: [] });
    expect(network.features.has('sync')).toBe(false);
    const handle = network.createFile(4);
    expect(() => network.sendEcho2ExSync(handle, echoRequest('192.0.2.1'))).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_SYSTEM' }),
    );
  });
});

describe('schedulers', () => {
  const scenario: Scenario = { hosts: [{ address: '192.0.2.1', latency: 0 }] };

  test.each<readonly [string, SchedulerLike]>([
    ['async', asyncScheduler],
    ['asap', asapScheduler],
    ['queue', queueScheduler],
  ])('on the %s scheduler nothing is delivered before the call has returned', async (_name, scheduler) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const handle = network.createFile(4);
    let hasReturned = false;
    const wasLate = await new Promise<boolean>((resolve) => {
      network.sendEcho2Ex(handle, echoRequest('192.0.2.1'), () => resolve(hasReturned));
      hasReturned = true;
    });
    expect(wasLate).toBe(true);
  });

  test('a ping-pong without latency leaves the event loop its turns', async () => {
    const network = new SimulatedNetwork(scenario);
    const handle = network.createFile(4);
    let isOver = false;
    const again = () => {
      if (!isOver) network.sendEcho2Ex(handle, echoRequest('192.0.2.1'), again);
    };
    again();
    await new Promise((resolve) => setTimeout(resolve, 20));
    isOver = true;
    expect(network.counters().received).toBeGreaterThan(0);
  });
});

describe('a callback that throws', () => {
  afterEach(() => {
    config.onUnhandledError = null;
  });

  test('is reported as RxJS reports what nobody handles, and stops nothing', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
    const handle = network.createFile(4);
    const delivered: number[] = [];
    for (let i = 0; i < 4; i++) {
      network.sendEcho2Ex(handle, echoRequest('192.0.2.1'), () => {
        delivered.push(i);
        if (i % 2 === 0) throw new Error(`mistake ${i}`);
      });
    }
    await expect
      .poll(() => [delivered, reported.map(String)])
      .toEqual([
        [0, 1, 2, 3],
        ['Error: mistake 0', 'Error: mistake 2'],
      ]);
  });
});

test('the log tells what happened, on the network’s own clock', () => {
  virtually(({ scheduler, flush }) => {
    const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.5', unsent: 'EPERM' }] }, scheduler);
    const handle = network.createFile(4);
    const send = (destination: string, notBefore: number | null) =>
      network.sendEcho2Ex(handle, echoRequest(destination, { notBefore, timeout: 10 }), () => undefined);
    send('192.0.2.1', 5);
    send('192.0.2.5', null);
    const never = send('192.0.2.3', 50);
    scheduler.schedule(() => never.cancel(), 20);
    scheduler.schedule(() => never.cancel(), 21);
    scheduler.schedule(() => network.closeHandle(handle), 30);
    flush();
    expect(network.log).toEqual([
      { at: 0, event: 'open', handle: 0, request: null, destination: null },
      { at: 0, event: 'unsent', handle: 0, request: 1, destination: '192.0.2.5' },
      { at: 5, event: 'send', handle: 0, request: 0, destination: '192.0.2.1' },
      { at: 20, event: 'cancel', handle: 0, request: 2, destination: '192.0.2.3' },
      { at: 30, event: 'close', handle: 0, request: null, destination: null },
    ]);
  });
});

test('without a log it keeps nothing of what happened, and counts the same', () => {
  const countersOf = (log?: boolean) => {
    let counters: DriverCounters | null = null;
    virtually(({ scheduler, flush }) => {
      const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] }, scheduler, { log });
      const handle = network.createFile(4);
      for (let i = 0; i < 100; i++) network.sendEcho2Ex(handle, echoRequest('192.0.2.1'), () => undefined);
      network.lookup('name', null, () => undefined);
      flush();
      network.closeHandle(handle);
      expect(network.log.length > 0).toBe(log !== false);
      counters = network.counters();
    });
    return counters;
  };
  expect(countersOf(false)).toEqual(countersOf());
  expect(countersOf(true)).toEqual(countersOf());
  for (const options of [{ log: 0 }, { logs: false }, null])
    expect(() => new SimulatedNetwork({ hosts: [] }, undefined, options as never)).toThrow(IcmpArgumentError);
});
