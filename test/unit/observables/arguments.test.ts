import { diagnose, IcmpArgumentError, pathMtu, ping, probe, traceroute, type PingOptions, type Target } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { inVirtualTime, watch } from './virtual.ts';

const options =
  'timeout, family, ttl, tos, dontFragment, payload, source, networkInterface, ' +
  'ipOptions, replySize, replyData, completion, deliverWithin, lookupTimeout, retry, driver';
const fitting = (bytes: number) => `${bytes} bytes or more, which the reply needs`;
const times = 'a number of milliseconds above 0, at most 4294967294';
const host = 'a host name or a numeric address';
const whenToResolve = "'once', 'each' or { every: a number of milliseconds above 0 }";
const where = "'spread', 'aligned' or a number of milliseconds of at least 0";
const inFull = 'write an address in full, as in 192.0.2.1.';
const alone = 'give the host alone, as in example.com.';
const block =
  "this is a block. addresses('192.0.2.0/24') has its addresses, for sweep or monitor; a probe goes to one of them.";
const range = 'write both ends of a range in full, as in 192.0.2.1-192.0.2.9, and pass it to sweep() or addresses().';
const block6 = block.replace('192.0.2.0/24', '2001:db8::/64');
const series =
  'for a series call ping(target, { interval, count }), for each target of a list monitor(targets, { interval, rounds }).';
const unmapped = 'no IPv4-mapped address, which no IPv6 packet goes to';
const ofHere = 'an interface of this machine';
const zoned = 'write fe80::1%sim0, or set networkInterface (here: sim0, sim1).';

const tooLong = new Uint8Array(41);
const nothing = new Uint8Array(4);

/** The arguments of a call, and the argument, value, expectation and fix of the resulting error. */
type Case = readonly [
  target: unknown,
  options: object,
  argument: string,
  value: unknown,
  expected: string,
  fix?: string,
];

const cases: readonly Case[] = [
  ['0.0.0.0', {}, 'target', '0.0.0.0', 'the address of a host'],
  ['::', {}, 'target', '::', 'the address of a host'],
  ['0:0::0', {}, 'target', '0:0::0', 'the address of a host'],
  ['', {}, 'target', '', host],
  [7, {}, 'target', 7, 'a host name, a numeric address, or an object with one'],
  [null, {}, 'target', null, 'a host name, a numeric address, or an object with one'],
  [{}, {}, 'target', undefined, host],
  [{ target: 7 }, {}, 'target', 7, host],
  // inet_aton would read these as addresses of other hosts.
  ['192.0.2', {}, 'target', '192.0.2', host, inFull],
  ['256.0.0.1', {}, 'target', '256.0.0.1', host, inFull],
  ['0', {}, 'target', '0', host, inFull],
  ['0x7f.1', {}, 'target', '0x7f.1', host, inFull],
  ['192.0.2.1-9', {}, 'target', '192.0.2.1-9', host, range],
  ['192.0.2.1-192.0.2.9', {}, 'target', '192.0.2.1-192.0.2.9', host, range],
  ['192.0.2.0/24', {}, 'target', '192.0.2.0/24', host, block],
  ['2001:db8::/64', {}, 'target', '2001:db8::/64', host, block6],
  ['[2001:db8::1]', {}, 'target', '[2001:db8::1]', host, 'write the address without brackets: 2001:db8::1.'],
  ['[fe80::1%eth0]:80', {}, 'target', '[fe80::1%eth0]:80', host, 'write the address without brackets: fe80::1%eth0.'],
  ['192.0.2.1:80', {}, 'target', '192.0.2.1:80', host, 'leave out the port, which ICMP has not: 192.0.2.1.'],
  ['https://example.com', {}, 'target', 'https://example.com', host, alone],
  ['example.com:80', {}, 'target', 'example.com:80', host, 'leave out the port, which ICMP has not: example.com.'],
  ['example.com/path', {}, 'target', 'example.com/path', host, alone],
  ['2001:db8::g', {}, 'target', '2001:db8::g', host, alone],
  ['example .com', {}, 'target', 'example .com', host, alone],
  ['a'.repeat(254), {}, 'target', 'a'.repeat(254), host],
  ['fe80::1', {}, 'target', 'fe80::1', 'a zone on a link-local address', zoned],
  ['::ffff:192.0.2.1', {}, 'target', '::ffff:192.0.2.1', unmapped, 'write 192.0.2.1.'],
  ['::ffff:c000:201', {}, 'target', '::ffff:c000:201', unmapped, 'write 192.0.2.1.'],
  ['fe80::1%nope', {}, 'target', 'fe80::1%nope', 'the zone of an interface of this machine', 'use one of sim0, sim1.'],
  ['fe80::1', { networkInterface: 'nope' }, 'networkInterface', 'nope', ofHere, 'use one of sim0, sim1.'],
  ['192.0.2.1', { networkInterface: 'nope' }, 'networkInterface', 'nope', ofHere, 'use one of sim0, sim1.'],
  ['host.example', { networkInterface: 'nope' }, 'networkInterface', 'nope', ofHere, 'use one of sim0, sim1.'],
  [
    'fe80::1%sim0',
    { networkInterface: 'sim1' },
    'networkInterface',
    'sim1',
    'sim0, the zone of the target',
    'leave out networkInterface, or write fe80::1%sim1.',
  ],

  ['192.0.2.1', { family: 6 }, 'family', 6, '4, the family of the target'],
  ['2001:db8::1', { family: 4 }, 'family', 4, '6, the family of the target'],
  ['192.0.2.1', { family: 5 }, 'family', 5, '4 or 6'],
  ['192.0.2.1', { source: '2001:db8::1' }, 'source', '2001:db8::1', "an IPv4 address, as the target's"],
  ['host.example', { source: '192.0.2.9', family: 6 }, 'source', '192.0.2.9', "an IPv6 address, as the target's"],
  ['192.0.2.1', { source: 'eth0' }, 'source', 'eth0', 'a numeric address of this machine'],
  ['192.0.2.1', { source: null }, 'source', null, 'a numeric address of this machine'],
  ['192.0.2.1', { networkInterface: '' }, 'networkInterface', '', 'the name or index of an interface of this machine'],
  ['192.0.2.1', { networkInterface: 0 }, 'networkInterface', 0, 'the name or index of an interface of this machine'],

  ['192.0.2.1', { ttl: 0 }, 'ttl', 0, 'an integer from 1 to 255'],
  ['192.0.2.1', { ttl: 256 }, 'ttl', 256, 'an integer from 1 to 255'],
  ['192.0.2.1', { ttl: 1.5 }, 'ttl', 1.5, 'an integer from 1 to 255'],
  ['192.0.2.1', { ttl: '64' }, 'ttl', '64', 'an integer from 1 to 255'],
  ['192.0.2.1', { tos: -1 }, 'tos', -1, 'an integer from 0 to 255'],
  ['192.0.2.1', { tos: 256 }, 'tos', 256, 'an integer from 0 to 255'],
  ['192.0.2.1', { dontFragment: 1 }, 'dontFragment', 1, 'true or false'],
  ['192.0.2.1', { payload: 65501 }, 'payload', 65501, '0 to 65500 bytes, or a Uint8Array of as many'],
  ['192.0.2.1', { payload: -1 }, 'payload', -1, '0 to 65500 bytes, or a Uint8Array of as many'],
  ['192.0.2.1', { payload: 'abc' }, 'payload', 'abc', '0 to 65500 bytes, or a Uint8Array of as many'],

  ['192.0.2.1', { completion: 'poll' }, 'completion', 'poll', "'event' or 'apc'", "leave it out for 'event'."],
  // On the port 'both' has the same effect as 'event'.
  ['192.0.2.1', { completion: 'both' }, 'completion', 'both', "'event' or 'apc'"],
  ['192.0.2.1', { deliverWithin: -1 }, 'deliverWithin', -1, 'a number from 0 to 1000', 'pass 0 or more.'],
  ['192.0.2.1', { deliverWithin: 5000 }, 'deliverWithin', 5000, 'a number from 0 to 1000', 'pass 1000 or less.'],
  ['192.0.2.1', { ipOptions: tooLong }, 'ipOptions', tooLong, 'a Uint8Array of at most 40 bytes'],
  ['192.0.2.1', { ipOptions: [7, 7, 4] }, 'ipOptions', [7, 7, 4], 'a Uint8Array of at most 40 bytes'],
  ['2001:db8::1', { ipOptions: nothing, family: 6 }, 'ipOptions', nothing, 'none, as IPv6 has no such options'],
  ['192.0.2.1', { replySize: 71 }, 'replySize', 71, fitting(72), 'pass 72, or leave it out.'],
  ['192.0.2.1', { replySize: 0, payload: 0 }, 'replySize', 0, fitting(36)],
  ['192.0.2.1', { replySize: NaN }, 'replySize', NaN, fitting(68)],
  ['192.0.2.1', { replySize: '99' }, 'replySize', '99', fitting(68)],
  ['192.0.2.1', { replySize: 2 ** 32 }, 'replySize', 2 ** 32, fitting(68)],
  ['host.example', { replySize: 67 }, 'replySize', 67, fitting(68)],
  ['2001:db8::1', { replySize: 67 }, 'replySize', 67, fitting(68), 'pass 68, or leave it out.'],
  ['192.0.2.1', { replyData: 1 }, 'replyData', 1, 'true or false'],

  ['192.0.2.1', { timeout: NaN }, 'timeout', NaN, times],
  ['192.0.2.1', { timeout: 0 }, 'timeout', 0, times],
  ['192.0.2.1', { timeout: -1 }, 'timeout', -1, times],
  ['192.0.2.1', { timeout: Infinity }, 'timeout', Infinity, times],
  ['192.0.2.1', { timeout: '1000' }, 'timeout', '1000', times],
  ['192.0.2.1', { timeout: null }, 'timeout', null, times],
  ['192.0.2.1', { lookupTimeout: NaN }, 'lookupTimeout', NaN, times],
  ['192.0.2.1', { lookupTimeout: 0 }, 'lookupTimeout', 0, times],
  ['192.0.2.1', { lookupTimeout: -1 }, 'lookupTimeout', -1, times],

  ['192.0.2.1', { timout: 5 }, 'timout', 5, `one of ${options}`, 'did you mean timeout?'],
  ['192.0.2.1', { interface: 'eth0' }, 'interface', 'eth0', `one of ${options}`, 'did you mean networkInterface?'],
  ['192.0.2.1', { retry: -1 }, 'retry', -1, 'a number of retries: an integer of at least 0, or Infinity'],
  [{ target: '192.0.2.1', tags: 1 }, {}, 'tags', 1, `one of target, tag, ${options}`, 'did you mean tag?'],
  ['192.0.2.1', { driver: 'adon' }, 'driver', 'adon', "'addon', 'koffi' or an IcmpDriver"],
  ['192.0.2.1', { driver: {} }, 'driver', {}, "'addon', 'koffi' or an IcmpDriver"],
];

const more: readonly Case[] = [
  ['192.0.2.1', { interval: 0.2 }, 'interval', 0.2, 'a number of milliseconds of at least 1', 'did you mean 200 (ms)?'],
  ['192.0.2.1', { interval: 0.3 }, 'interval', 0.3, 'a number of milliseconds of at least 1', 'did you mean 300 (ms)?'],
  [
    '192.0.2.1',
    { interval: 0 },
    'interval',
    0,
    'a number of milliseconds of at least 1',
    'pass milliseconds, such as 1000.',
  ],
  [
    '192.0.2.1',
    { interval: -5 },
    'interval',
    -5,
    'a number of milliseconds of at least 1',
    'pass milliseconds, such as 1000.',
  ],
  [
    '192.0.2.1',
    { interval: NaN },
    'interval',
    NaN,
    'a number of milliseconds of at least 1',
    'pass milliseconds, such as 1000.',
  ],
  [
    '192.0.2.1',
    { interval: Infinity },
    'interval',
    Infinity,
    'a number of milliseconds of at least 1',
    'pass milliseconds, such as 1000.',
  ],
  [
    '192.0.2.1',
    { interval: '1000' },
    'interval',
    '1000',
    'a number of milliseconds of at least 1',
    'pass milliseconds, such as 1000.',
  ],
  [
    '192.0.2.1',
    { interval: null },
    'interval',
    null,
    'something that RxJS can subscribe to',
    'pass a number of milliseconds or a stream of them.',
  ],
  ['192.0.2.1', { count: 0 }, 'count', 0, 'an integer of at least 1, or Infinity'],
  ['192.0.2.1', { count: 1.5 }, 'count', 1.5, 'an integer of at least 1, or Infinity'],
  ['192.0.2.1', { count: NaN }, 'count', NaN, 'an integer of at least 1, or Infinity'],
  ['192.0.2.1', { duration: 0 }, 'duration', 0, 'a number of milliseconds above 0, or Infinity'],
  ['192.0.2.1', { duration: NaN }, 'duration', NaN, 'a number of milliseconds above 0, or Infinity'],
  ['192.0.2.1', { duration: '5' }, 'duration', '5', 'a number of milliseconds above 0, or Infinity'],
  ['192.0.2.1', { resolve: 'always' }, 'resolve', 'always', whenToResolve],
  ['192.0.2.1', { resolve: { every: 0 } }, 'resolve', { every: 0 }, whenToResolve],
  ['192.0.2.1', { resolve: null }, 'resolve', null, whenToResolve],
  ['192.0.2.1', { addresses: 2 }, 'addresses', 2, "'first' or 'all'"],
  ['192.0.2.1', { phase: 'random' }, 'phase', 'random', where],
  ['192.0.2.1', { phase: -1 }, 'phase', -1, where],
  ['192.0.2.1', { phase: Infinity }, 'phase', Infinity, where],
  ['192.0.2.1', { keepAlive: 0 }, 'keepAlive', 0, 'true or false'],
  ['192.0.2.1', { lateWindow: -1 }, 'lateWindow', -1, times.replace('above', 'of at least')],
  ['192.0.2.1', { lateWindow: NaN }, 'lateWindow', NaN, times.replace('above', 'of at least')],
  ['192.0.2.1', { paused: true }, 'paused', true, 'something that RxJS can subscribe to', 'pass of(true).'],
  ['192.0.2.1', { paused: 'yes' }, 'paused', 'yes', 'something that RxJS can subscribe to'],
  ['192.0.2.1', { scheduler: {} }, 'scheduler', {}, 'an RxJS scheduler'],
  [{ target: '192.0.2.1', interval: 5 }, {}, 'interval', 5, `one of target, tag, ${options}`],
  [
    '192.0.2.1',
    { intervall: 5 },
    'intervall',
    5,
    `one of ${options}, interval, count, duration, resolve, addresses, paused, lateWindow, phase, keepAlive, scheduler`,
    'did you mean interval?',
  ],
];

function refuse(
  stream: (target: Target, given: PingOptions) => ReturnType<typeof ping>,
  [target, given, ...rest]: Case,
) {
  const [argument, value, expected, fix = expect.stringMatching(/\.$/) as unknown] = rest;
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [], interfaces: ['sim0', 'sim1'] }, scheduler);
    const createFile = vi.spyOn(driver, 'createFile');
    const all = { driver, ...given } as PingOptions;
    const { errors, lines } = watch(stream(target as Target, all), scheduler);
    expect(lines).toEqual(['0 ERR_ICMP_ARGUMENT']);
    expect(errors[0]).toBeInstanceOf(IcmpArgumentError);
    expect(errors[0]).toMatchObject({ argument, value, expected, fix });
    expect(createFile).not.toHaveBeenCalled();
  });
}

describe('an argument that can never work', () => {
  it.each(cases)('probe(%j, %j)', (...given) => refuse(probe, given as unknown as Case));
  it.each(cases.filter(([, , argument]) => argument !== 'timout' && argument !== 'retry' && argument !== 'interface'))(
    'ping(%j, %j)',
    (...given) => refuse(ping, given as unknown as Case),
  );
  it.each(more)('ping(%j, %j)', (...given) => refuse(ping, given as unknown as Case));

  // Whoever writes one of these means another stream.
  it.each([
    ['interval', series],
    ['count', series],
    ['rounds', series],
    ['rate', 'it is an option of sweep(targets, ...) and of monitor(targets, ...).'],
    ['maxTtl', 'it is an option of traceroute(target, ...).'],
    ['size', 'did you mean payload? It takes a number of bytes, or the bytes.'],
    ['retries', 'did you mean retry?'],
    ['signal', 'pipe the stream through takeUntilAborted(signal).'],
    ['lateWindow', 'late replies are told in a series: ping(target, { count: 1, lateWindow }).'],
  ])('probe with %s', (name, fix) => {
    refuse(probe, ['192.0.2.1', { [name]: 5 }, name, 5, `one of ${options}`, fix]);
    const given = { target: '192.0.2.1', [name]: 5 };
    refuse(probe, [given, {}, name, 5, `one of target, tag, ${options}`, fix]);
  });

  it.each([null, 5, 'fast'])('options that are %j', (given) => {
    inVirtualTime((scheduler) => {
      const { errors } = watch(probe('192.0.2.1', given as never), scheduler);
      expect(errors).toMatchObject([{ argument: 'options', value: given, expected: 'an object' }]);
    });
  });

  // Only the driver knows what a numeric zone means.
  it.each([
    ['fe80::1%9', {}, 'target', 'fe80::1%9'],
    ['fe80::1', { networkInterface: 9 }, 'networkInterface', 9],
  ] as const)('that only a driver can tell: %j, %j', (target, given, argument, value) => {
    for (const stream of [probe, ping, traceroute, pathMtu] as const) {
      inVirtualTime((scheduler) => {
        const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
        const { errors } = watch(stream(target, { ...given, driver }) as Observable<never>, scheduler);
        scheduler.flush();
        expect(errors).toMatchObject([{ argument, value, fix: 'use one of sim0.' }]);
        expect(driver.log.filter(({ event }) => event === 'send')).toEqual([]);
      });
    }
  });

  it.each(['now', 'createFile', 'sendEcho2Ex', 'closeHandle', 'features'])('a driver without %s', (name) => {
    inVirtualTime((scheduler) => {
      const driver = Object.assign(new SimulatedNetwork({ hosts: [] }, scheduler), { [name]: undefined });
      expect(watch(probe('192.0.2.1', { driver }), scheduler).errors).toMatchObject([{ argument: 'driver' }]);
    });
  });

  it('in the values of paused', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const { errors } = watch(ping('192.0.2.1', { driver, paused: of<boolean>('yes' as never) }), scheduler);
      expect(errors).toMatchObject([{ argument: 'paused', value: 'yes', fix: 'map them, as in map(Boolean).' }]);
      expect(driver.log.map(({ event }) => event)).toEqual(['open', 'close']);
    });
  });

  it('as JSON, whatever the value is', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    const json = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(new IcmpArgumentError('ttl', value, 'less', 'pass less.')));
    expect([5n, [5n], circular, 5].map(json)).toMatchObject(
      ['5', 'an array', 'an array', 5].map((value) => ({ value, argument: 'ttl', fix: 'pass less.' })),
    );
  });

  it('to diagnose', async () => {
    await expect(diagnose('raw' as never)).rejects.toMatchObject({ argument: 'driver', value: 'raw' });
  });
});

describe('an argument at the edge', () => {
  const good: readonly (readonly [string, PingOptions])[] = [
    [
      '192.0.2.1',
      { ttl: 1, tos: 0, payload: 0, timeout: 0.5, lookupTimeout: 0.5, lateWindow: 0, interval: 1, count: 1 },
    ],
    ['192.0.2.1', { ttl: 255, tos: 255, payload: 65_500, timeout: 2 ** 32 - 2, count: Infinity, paused: NEVER }],
    ['192.0.2.1', { payload: new Uint8Array(65_500), networkInterface: 1, interval: new Subject<number>() }],
    ['fe80::1%sim0', { source: 'fe80::2%sim0', family: 6 }],
    ['host_1.example', {}],
    ['xn--bcher-kva.example.', {}],
    ['bücher.example', {}],
  ];
  it.each(good)('works: ping(%j, %j)', (target, given) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const { errors, subscription } = watch(ping(target, { ...given, driver }), scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 10);
      scheduler.flush();
      expect(errors).toEqual([]);
    });
  });
});
