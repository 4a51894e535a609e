import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress, writeAddress } from '../../../src/wire/address.ts';

const manyRuns = { numRuns: 3000 };
const zone = fc.string({ unit: fc.constantFrom(...'abzAZ059-.:_ %/'), maxLength: 6 });
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), zone).map(([text, zone]) => `${text}%${zone}`),
);
const notes = fc.constantFrom(...'0123456789abcdefABCDEFg:.% -\n', '::', '00', '255', '256', '0x', 'ffff', '%eth0');
/** Addresses with a few characters inserted, removed or replaced: most are wrong by a little. */
const mutated = fc
  .tuple(address, fc.array(fc.tuple(fc.nat(), fc.nat(2), notes), { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) =>
    edits.reduce((text, [at, removed, added]) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + added + text.slice(index + removed);
    }, text),
  );
const random = fc.array(notes, { maxLength: 16 }).map((parts) => parts.join(''));
const groups = fc.array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });

describe('parseAddress', () => {
  test.each([
    ['0.0.0.0', [0, 0, 0, 0]],
    ['255.255.255.255', [255, 255, 255, 255]],
    ['192.0.2.7', [192, 0, 2, 7]],
  ])('reads %s', (text, bytes) => {
    expect(parseAddress(text)).toEqual({ family: 4, bytes: Uint8Array.from(bytes), zone: null });
  });

  test.each([
    ['::', [], null],
    ['::1', [[15, 1]], null],
    ['1::', [[1, 1]], null],
    [
      'fe80::1%eth0',
      [
        [0, 0xfe],
        [1, 0x80],
        [15, 1],
      ],
      'eth0',
    ],
    [
      'fe80::1%br_lan',
      [
        [0, 0xfe],
        [1, 0x80],
        [15, 1],
      ],
      'br_lan',
    ],
    [
      'FE80::1%3',
      [
        [0, 0xfe],
        [1, 0x80],
        [15, 1],
      ],
      '3',
    ],
    [
      '::ffff:192.0.2.7',
      [
        [10, 255],
        [11, 255],
        [12, 192],
        [14, 2],
        [15, 7],
      ],
      null,
    ],
    [
      '1:2:3:4:5:6:7::',
      [
        [1, 1],
        [3, 2],
        [5, 3],
        [7, 4],
        [9, 5],
        [11, 6],
        [13, 7],
      ],
      null,
    ],
    [
      '::2:3:4:5:6:7:8',
      [
        [3, 2],
        [5, 3],
        [7, 4],
        [9, 5],
        [11, 6],
        [13, 7],
        [15, 8],
      ],
      null,
    ],
    [
      '1:2:3:4:5:6:0.7.0.8',
      [
        [1, 1],
        [3, 2],
        [5, 3],
        [7, 4],
        [9, 5],
        [11, 6],
        [13, 7],
        [15, 8],
      ],
      null,
    ],
  ] as [string, [number, number][], string | null][])('reads %s', (text, octets, zone) => {
    const bytes = new Uint8Array(16);
    for (const [index, octet] of octets) bytes[index] = octet;
    expect(parseAddress(text)).toEqual({ family: 6, bytes, zone });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.00',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '1.2.3.4%eth0',
    '0x7f.0.0.1',
    '١.2.3.4',
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    '::g',
    '::1.2.3.04',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1:2:3:4:5:6::1.2.3.4',
    '1::2:3:4:5:6:7:1.2.3.4',
    '1:2:3:4:5:6:7::1.2.3.4',
    'fe80::1%',
    'fe80::1%a b',
    '%eth0',
    'localhost',
  ])('refuses %j', (text) => {
    expect(isIP(text)).toBe(0);
    expect(parseAddress(text)).toBeNull();
  });

  test('agrees with isIP on addresses, near misses and noise, but for what an interface may be called', () => {
    const seen = new Map<number, number>();
    fc.assert(
      fc.property(fc.oneof(address, mutated, random), (text) => {
        const percent = text.indexOf('%');
        const zone = percent < 0 ? '' : text.slice(percent + 1);
        const family = isIP(/^[!-$&-.0-\uffff]+$/.test(zone) ? `${text.slice(0, percent)}%zone` : text);
        seen.set(family, (seen.get(family) ?? 0) + 1);
        expect(parseAddress(text)?.family ?? 0).toBe(family);
      }),
      manyRuns,
    );
    expect([...seen.keys()].sort()).toEqual([0, 4, 6]);
  });

  test('reads the octets that the text spells', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect([...parseAddress(text)!.bytes]).toEqual(spelledOctets(text));
      }),
      manyRuns,
    );
  });

  test('gives every caller bytes of its own', () => {
    const first = parseAddress('192.0.2.1')!;
    parseAddress('198.51.100.2');
    expect([...first.bytes]).toEqual([192, 0, 2, 1]);
  });
});

describe('writeAddress', () => {
  test('writes what parseAddress reads, and nothing around it', () => {
    fc.assert(
      fc.property(fc.oneof(address, mutated, random), fc.nat(5), (text, offset) => {
        const parsed = parseAddress(text);
        const into = new Uint8Array(offset + 16 + 3).fill(0xee);
        const expected = into.slice();
        if (parsed !== null) expected.set(parsed.bytes, offset);
        expect(writeAddress(text, into, offset)).toBe(parsed?.family ?? 0);
        expect(into).toEqual(expected);
      }),
      manyRuns,
    );
  });

  test.each([
    ['192.0.2.1', 4],
    ['::1', 16],
  ])('throws instead of cutting %s off', (text, size) => {
    const into = new Uint8Array(20);
    expect(writeAddress(text, into, 20 - size)).not.toBe(0);
    expect(() => writeAddress(text, into, 20 - size + 1)).toThrow(RangeError);
    expect(() => writeAddress(text, into, -1)).toThrow(RangeError);
    expect(() => writeAddress(text, into, Number.NaN)).toThrow(RangeError);
  });
});

describe('formatAddress', () => {
  test.each([
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['0:0:1:2:3:4:5:6', '::1:2:3:4:5:6'],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
    ['0:1:2:3:4:5:6:0', '0:1:2:3:4:5:6:0'],
    ['2001:0db8:00a0:0:0:0:0:000f', '2001:db8:a0::f'],
    ['0:0:0:0:0:ffff:c000:207', '::ffff:192.0.2.7'],
    ['0:0:0:0:0:ffff:0:0', '::ffff:0.0.0.0'],
    ['0:0:0:0:0:fffe:c000:207', '::fffe:c000:207'],
    ['0:0:0:0:0:0:c000:207', '::c000:207'],
    ['0:0:0:0:ffff:0:c000:207', '::ffff:0:c000:207'],
  ])('shows %s as %s', (text, shown) => {
    expect(formatAddress(parseAddress(text)!.bytes, 0, 6)).toBe(shown);
  });

  test('shows IPv4 at any offset', () => {
    expect(formatAddress(Uint8Array.of(9, 9, 192, 0, 2, 255, 9), 2, 4)).toBe('192.0.2.255');
  });

  test('is undone by parseAddress', () => {
    fc.assert(
      fc.property(groups, fc.nat(9), (groups, offset) => {
        const octets = groups.flatMap((group) => [group >>> 8, group & 255]);
        const bytes = Uint8Array.from([...Array<number>(offset).fill(0xee), ...octets, 0xee]);
        for (const family of [4, 6] as const) {
          const parsed = parseAddress(formatAddress(bytes, offset, family));
          expect(parsed).toEqual({
            family,
            bytes: Uint8Array.from(octets.slice(0, family === 4 ? 4 : 16)),
            zone: null,
          });
        }
      }),
      manyRuns,
    );
  });

  test('gives one text to all spellings of an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const { bytes, family } = parseAddress(text)!;
        const shown = formatAddress(bytes, 0, family);
        const again = parseAddress(shown)!;
        expect(again.bytes).toEqual(bytes);
        expect(formatAddress(again.bytes, 0, again.family)).toBe(shown);
      }),
      manyRuns,
    );
  });

  test('shortens as the URL standard does, mapped addresses aside', () => {
    fc.assert(
      fc.property(groups, (groups) => {
        const long = groups.map((group) => group.toString(16)).join(':');
        fc.pre(!(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff));
        expect(`[${formatAddress(parseAddress(long)!.bytes, 0, 6)}]`).toBe(new URL(`http://[${long}]/`).hostname);
      }),
      manyRuns,
    );
  });
});

/** The octets of a correct address, by splitting its text. */
function spelledOctets(text: string): number[] {
  if (!text.includes(':')) return text.split('.').map(Number);
  const side = (part: string): number[] =>
    part
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) =>
        group.includes('.')
          ? spelledOctets(group)
          : [Number.parseInt(group, 16) >>> 8, Number.parseInt(group, 16) & 255],
      );
  const [head, tail] = text.split('::').map(side);
  if (tail === undefined) return head!;
  return [...head!, ...Array<number>(16 - head!.length - tail.length).fill(0), ...tail];
}
