import fc from 'fast-check';
import { addresses, IcmpArgumentError } from 'rxicmp';
import { parseAddress } from 'rxicmp/icmpapi';
import { describe, expect, it } from 'vitest';

const WIDTH = { 4: 32, 6: 128 } as const;

/**
 * An address as a number, and a number as an address of the longest form. Neither shares code with the code under test.
 */
const valueOf = (text: string): bigint =>
  parseAddress(text)!.bytes.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
function textOf(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) % 256n).join('.');
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) % 65536n).toString(16)).join(':');
}

const family = fc.constantFrom<4 | 6>(4, 6);
/** Anywhere in the space, and often at its ends and at carries. */
const somewhere = (of: 4 | 6) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** BigInt(WIDTH[of]) - 1n }),
    fc.integer({ min: 0, max: 300 }).map(BigInt),
    fc.integer({ min: 1, max: 300 }).map((below) => 2n ** BigInt(WIDTH[of]) - BigInt(below)),
    fc.integer({ min: 0, max: 600 }).map((above) => 2n ** BigInt(WIDTH[of] - 8) - 300n + BigInt(above)),
  );
const capped = (value: bigint, of: 4 | 6) => (value < 2n ** BigInt(WIDTH[of]) ? value : 2n ** BigInt(WIDTH[of]) - 1n);
/** A range of at most 700 addresses, as numbers. */
const span = (of: 4 | 6) =>
  fc
    .tuple(somewhere(of), fc.integer({ min: 0, max: 700 }))
    .map(([first, size]) => [first, capped(first + BigInt(size), of)] as const);
/** Chosen so that holes often overlap the range. */
const spanWithHoles = family.chain((of) =>
  span(of).chain(([first, last]) =>
    fc.record({
      of: fc.constant(of),
      first: fc.constant(first),
      last: fc.constant(last),
      holes: fc.array(
        fc.tuple(fc.integer({ min: -50, max: 750 }), fc.integer({ min: 0, max: 200 })).map(([from, size]) => {
          const start = first + BigInt(from) < 0n ? 0n : capped(first + BigInt(from), of);
          return [start, capped(start + BigInt(size), of)] as const;
        }),
        { maxLength: 6 },
      ),
    }),
  ),
);

describe('addresses', () => {
  it('yields every address of a range once and in order, but for those left out', () => {
    fc.assert(
      fc.property(spanWithHoles, ({ of, first, last, holes }) => {
        const text = ([from, to]: readonly [bigint, bigint]) => `${textOf(from, of)}-${textOf(to, of)}`;
        const expected: bigint[] = [];
        for (let value = first; value <= last; value++) {
          if (!holes.some(([from, to]) => value >= from && value <= to)) expected.push(value);
        }
        const found = [...addresses(text([first, last]), { exclude: holes.map(text) })];
        expect(found.map(valueOf)).toEqual(expected);
        expect(found.every((address) => parseAddress(address)!.family === of)).toBe(true);
      }),
    );
  });

  it('yields every address of a block, wherever in it the one written lies', () => {
    const block = family.chain((of) =>
      fc.tuple(fc.constant(of), somewhere(of), fc.integer({ min: WIDTH[of] - 9, max: WIDTH[of] })),
    );
    fc.assert(
      fc.property(block, fc.boolean(), ([of, inside, prefix], hostsOnly) => {
        const size = 2n ** BigInt(WIDTH[of] - prefix);
        const start = inside - (inside % size);
        const found = [...addresses(`${textOf(inside, of)}/${prefix}`, { hostsOnly })].map(valueOf);
        const all = Array.from({ length: Number(size) }, (_, i) => start + BigInt(i));
        // The first address of a subnet, whose last 64 bits are 0, is that of its routers.
        const ofRouters = of === 6 && prefix <= 126 && start % 2n ** 64n === 0n;
        const ends = of === 4 && prefix <= 30 ? [1, -1] : ofRouters ? [1] : [0];
        expect(found).toEqual(hostsOnly ? all.slice(...ends) : all);
      }),
    );
  });

  it.each([
    ['192.0.2.254/31', ['192.0.2.254', '192.0.2.255']],
    ['192.0.2.1-192.0.2.1', ['192.0.2.1']],
    ['255.255.255.254-255.255.255.255', ['255.255.255.254', '255.255.255.255']],
    ['10.0.0.255-10.0.1.0', ['10.0.0.255', '10.0.1.0']],
    ['2001:db8::ffff-2001:db8::1:0', ['2001:db8::ffff', '2001:db8::1:0']],
    ['::ffff:192.0.2.0/127', ['::ffff:192.0.2.0', '::ffff:192.0.2.1']],
    ['fe80::%br-lan/127', ['fe80::%br-lan', 'fe80::1%br-lan']],
    ['fe80::1%br-lan-fe80::2%br-lan', ['fe80::1%br-lan', 'fe80::2%br-lan']],
    ['fe80::1%eth0-fe80::2', ['fe80::1%eth0', 'fe80::2%eth0']],
    ['fe80::1%br-lan', ['fe80::1%br-lan']],
    ['2001:DB8:0::1', ['2001:db8::1']],
    ['example.com', ['example.com']],
    ['a-host.example', ['a-host.example']],
    ['192.0.2.1-static.example.net', ['192.0.2.1-static.example.net']],
  ])('%s is %j', (text, expected) => {
    expect([...addresses(text)]).toEqual(expected);
  });

  it.each([
    ['192.0.2.0/29', ['192.0.2.1-192.0.2.6'], ['192.0.2.0', '192.0.2.7']],
    ['192.0.2.0/30', ['192.0.2.0/24'], []],
    ['192.0.2.0/31', ['2001:db8::/32', 'host.example', '10.0.0.0/8'], ['192.0.2.0', '192.0.2.1']],
    ['host.example', ['other.example', '192.0.2.1'], ['host.example']],
    ['host.example', ['host.example'], []],
    ['192.0.2.1', ['192.0.2.1'], []],
    ['fe80::%eth0/127', ['fe80::1'], ['fe80::%eth0']],
    ['fe80::%eth0/127', ['fe80::1%eth0'], ['fe80::%eth0']],
    ['fe80::%eth0/127', ['fe80::1%eth1'], ['fe80::%eth0', 'fe80::1%eth0']],
  ])('%s without %j is %j', (text, exclude, expected) => {
    expect([...addresses(text, { exclude: new Set(exclude) })]).toEqual(expected);
  });

  it('is lazy, and starts anew whenever it is iterated', () => {
    const all = addresses('::/0');
    for (let i = 0; i < 2; i++) {
      const iterator = all[Symbol.iterator]();
      expect([iterator.next().value, iterator.next().value]).toEqual(['::', '::1']);
    }
  });

  it('counts a /12', () => {
    let count = 0;
    let last = '';
    for (const address of addresses('10.16.0.0/12')) {
      count++;
      last = address;
    }
    expect([count, last]).toEqual([2 ** 20, '10.31.255.255']);
  });
});

const anyFix = expect.any(String) as unknown;

describe('text that addresses cannot read', () => {
  const any = 'a block (192.0.2.0/24), a range (192.0.2.1-192.0.2.9), a numeric address or a host name';
  const inFull = 'write an address in full and the number of its leading bits, as in 192.0.2.0/24.';
  const bothEnds = 'write both ends in full, as in 192.0.2.1-192.0.2.20.';
  const twoAddresses = 'a range of two numeric addresses';
  const host = 'a host name or a numeric address';
  it.each([
    ['', any, null],
    [7, any, null],
    [null, any, null],
    ['10.0/8', any, inFull],
    ['192.0.2.0/', any, inFull],
    ['192.0.2.0/255.255.255.0', any, inFull],
    ['192.0.2.0/-1', any, inFull],
    ['example.com/24', any, inFull],
    ['https://example.com', any, inFull],
    ['192.0.2.0/33', 'a prefix of 0 to 32 bits', 'write /32 for a single address, and less for a block.'],
    ['2001:db8::/129', 'a prefix of 0 to 128 bits', 'write /128 for a single address, and less for a block.'],
    ['192.0.2.1-20', twoAddresses, bothEnds],
    ['192.0.2.1-192.0.2.256', twoAddresses, bothEnds],
    ['192.0.2.1-', twoAddresses, bothEnds],
    ['-192.0.2.1', twoAddresses, bothEnds],
    ['192.0.2-192.0.2.9', twoAddresses, bothEnds],
    ['2001:db8::1-host.example:80', twoAddresses, bothEnds],
    ['192.0.2.9-192.0.2.1', 'a range whose end does not precede its start', 'swap its ends.'],
    ['2001:db8::9-2001:db8::1', 'a range whose end does not precede its start', 'swap its ends.'],
    ['192.0.2.1-2001:db8::1', 'a range whose ends are of one family', 'give a range for each family.'],
    [
      'fe80::1%eth0-fe80::9%eth1',
      'a range within one zone',
      'write the same zone behind both ends, as in fe80::1%eth0-fe80::9%eth0.',
    ],
    ['192.0.2', host, 'write an address in full, as in 192.0.2.1.'],
    [
      '192.0.2-192.0.3',
      host,
      'write both ends of a range in full, as in 192.0.2.1-192.0.2.9, and pass it to sweep() or addresses().',
    ],
    ['example.com:80', host, 'leave out the port, which ICMP has not: example.com.'],
    ['[::1]', host, 'write the address without brackets: ::1.'],
    [' 192.0.2.1', host, 'write an address in full, as in 192.0.2.1.'],
  ])('%j', (text, expected, fix) => {
    for (const [argument, run] of [
      ['text', () => addresses(text as string)],
      ['exclude', () => addresses('192.0.2.0/24', { exclude: [text as string] })],
    ] as const) {
      expect(run).toThrow(IcmpArgumentError);
      expect(run).toThrow(expect.objectContaining({ argument, value: text, expected, fix: fix ?? anyFix }) as Error);
    }
  });

  it.each([
    [{ exlude: [] }, 'exlude', 'did you mean exclude?'],
    [{ exclude: '192.0.2.1' }, 'exclude', null],
    [{ exclude: null }, 'exclude', null],
    [{ hostsOnly: 1 }, 'hostsOnly', null],
    [null, 'options', null],
  ])('options that are %j', (options, argument, fix) => {
    expect(() => addresses('192.0.2.1', options as never)).toThrow(
      expect.objectContaining({ argument, fix: fix ?? anyFix }) as Error,
    );
  });
});
