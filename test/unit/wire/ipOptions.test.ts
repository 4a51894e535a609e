import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IcmpArgumentError } from '../../../src/errors.ts';
import { decodeIpOptions } from '../../../src/wire/decodeIpOptions.ts';
import { encodeIpOptions } from '../../../src/wire/encodeIpOptions.ts';
import type { IpOption, IpTimestamp } from '../../../src/wire/ipOption.ts';
import { ReplyDecodeError } from '../../../src/wire/ReplyDecodeError.ts';

const [a, b] = ['192.0.2.1', '198.51.100.7'] as const;

/** Byte for byte, from RFC 791. */
const known: readonly (readonly [title: string, bytes: readonly number[], options: readonly IpOption[]])[] = [
  ['nothing', [], []],
  [
    'a route of which one place is taken',
    [7, 11, 8, 192, 0, 2, 1, 0, 0, 0, 0, 0],
    [{ kind: 'record-route', addresses: [a], room: 1 }],
  ],
  ['a route without room left', [7, 7, 8, 192, 0, 2, 1, 0], [{ kind: 'record-route', addresses: [a], room: 0 }]],
  [
    'times, with two that found no room',
    [68, 8, 9, 0x20, 0x01, 0x02, 0x03, 0x04],
    [{ kind: 'timestamp', addresses: 'none', stamps: [{ address: null, time: 0x0102_0304 }], room: 0, overflow: 2 }],
  ],
  [
    'times and addresses, as they came',
    [68, 20, 13, 1, 192, 0, 2, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    [{ kind: 'timestamp', addresses: 'recorded', stamps: [{ address: a, time: 0x8000_0001 }], room: 1, overflow: 0 }],
  ],
  [
    'times of those who were asked',
    [68, 20, 13, 3, 192, 0, 2, 1, 0, 0, 0, 5, 198, 51, 100, 7, 0, 0, 0, 0],
    [
      {
        kind: 'timestamp',
        addresses: 'given',
        stamps: [
          { address: a, time: 5 },
          { address: b, time: null },
        ],
        room: 0,
        overflow: 0,
      },
    ],
  ],
  [
    'source routes',
    [131, 11, 8, 192, 0, 2, 1, 198, 51, 100, 7, 137, 7, 4, 192, 0, 2, 1, 0, 0],
    [
      { kind: 'loose-source-route', addresses: [a, b], next: 1 },
      { kind: 'strict-source-route', addresses: [a], next: 0 },
    ],
  ],
  ['a router alert', [148, 4, 0, 0], [{ kind: 'other', type: 148, data: Uint8Array.of(0, 0) }]],
];

describe.each(known)('%s', (_title, bytes, options) => {
  test('is encoded', () => expect(encodeIpOptions(options)).toEqual(Uint8Array.from(bytes)));
  test('is decoded', () => expect(decodeIpOptions(Uint8Array.from(bytes))).toEqual(options));
});

test('what pads options is left out, and what stands behind their end', () => {
  const route = [7, 7, 4, 0, 0, 0, 0];
  const one = [{ kind: 'record-route', addresses: [], room: 1 }];
  expect(decodeIpOptions(Uint8Array.of(1, 1, ...route, 0, 99))).toEqual(one);
  expect(decodeIpOptions(Buffer.from([9, 1, ...route]).subarray(1))).toEqual(one);
});

test('nothing decoded shares memory with what it was decoded from', () => {
  const data = Buffer.from([148, 4, 1, 2]);
  const [option] = decodeIpOptions(data);
  data.fill(9);
  expect(option).toEqual({ kind: 'other', type: 148, data: Uint8Array.of(1, 2) });
});

test.each([
  ['a type alone', [7]],
  ['a length of 0', [7, 0, 4, 0]],
  ['a length of 1', [7, 1, 4, 0]],
  ['a length beyond the end', [7, 8, 4, 0]],
  ['no pointer', [7, 2, 0, 0]],
  ['a pointer in front of the entries', [7, 7, 3, 0, 0, 0, 0, 0]],
  ['a pointer into an entry', [7, 7, 5, 0, 0, 0, 0, 0]],
  ['a pointer beyond the entries', [7, 7, 12, 0, 0, 0, 0, 0]],
  ['an unknown flag', [68, 8, 5, 2, 0, 0, 0, 0]],
])('%s is an error', (_what, bytes) => {
  expect(() => decodeIpOptions(Uint8Array.from(bytes))).toThrow(ReplyDecodeError);
});

test.each<readonly [what: string, option: IpOption]>([
  ['more than 40 bytes', { kind: 'record-route', addresses: [a], room: 9 }],
  ['no room at all', { kind: 'record-route', addresses: [], room: -1 }],
  ['an IPv6 address', { kind: 'record-route', addresses: ['2001:db8::1'], room: 0 }],
  ['a name', { kind: 'strict-source-route', addresses: ['example'], next: 0 }],
  ['a place behind the route', { kind: 'strict-source-route', addresses: [a], next: 2 }],
  ['a type of 256', { kind: 'other', type: 256, data: new Uint8Array(0) }],
  [
    'a stamp without the address that it needs',
    { kind: 'timestamp', addresses: 'recorded', stamps: [{ address: null, time: 1 }], room: 0, overflow: 0 },
  ],
  ['an overflow of 16', { kind: 'timestamp', addresses: 'none', stamps: [], room: 1, overflow: 16 }],
  [
    'a time of 33 bits',
    { kind: 'timestamp', addresses: 'none', stamps: [{ address: null, time: 2 ** 32 }], room: 0, overflow: 0 },
  ],
])('%s cannot be encoded', (_what, option) => {
  expect(() => encodeIpOptions([option])).toThrow(IcmpArgumentError);
});

describe('properties', () => {
  const address = fc.ipV4();
  const time = fc.nat(0xffff_ffff);
  const overflow = fc.nat(15);
  const plain = { noNullPrototype: true } as const;
  const recorded = fc.array(fc.record({ address, time }, plain), { maxLength: 2 });
  const given = fc.tuple(recorded, fc.array(fc.record({ address, time: fc.constant(null) }, plain), { maxLength: 2 }));
  const untold = fc.array(fc.record({ address: fc.constant(null), time }, plain), { maxLength: 5 });
  const stamped = (addresses: 'none' | 'recorded' | 'given', stamps: fc.Arbitrary<IpTimestamp[]>, room: number) =>
    fc.record(
      {
        kind: fc.constant('timestamp' as const),
        addresses: fc.constant(addresses),
        stamps,
        room: fc.nat(room),
        overflow,
      },
      plain,
    );
  const route = fc.array(address, { maxLength: 4 });
  const option: fc.Arbitrary<IpOption> = fc.oneof(
    fc.record({ kind: fc.constant('record-route' as const), addresses: route, room: fc.nat(4) }, plain),
    fc
      .record(
        { kind: fc.constantFrom('loose-source-route', 'strict-source-route'), addresses: route, next: fc.nat(4) },
        plain,
      )
      .map((one) => ({ ...one, next: Math.min(one.next, one.addresses.length) })),
    stamped('none', untold, 3),
    stamped('recorded', recorded, 2),
    stamped(
      'given',
      given.map(([before, after]) => [...before, ...after]),
      0,
    ),
    fc.record(
      {
        kind: fc.constant('other' as const),
        type: fc.integer({ min: 140, max: 255 }),
        data: fc.uint8Array({ maxLength: 38 }),
      },
      plain,
    ),
  );

  test('decoding undoes encoding', () => {
    fc.assert(
      fc.property(option, (one) => {
        expect(decodeIpOptions(encodeIpOptions([one]))).toStrictEqual([one]);
      }),
    );
  });

  // Few of all bytes have a meaning. Here the first one mostly has one, and length and pointer are small.
  const types = fc.constantFrom(0, 1, 7, 68, 131, 137, 148);
  test('any bytes are options or an error of the right kind, and what they are is encoded again', () => {
    fc.assert(
      fc.property(types, fc.array(fc.nat(14), { minLength: 20, maxLength: 39 }), (type, rest) => {
        const data = Uint8Array.of(type, ...rest);
        let options: IpOption[];
        try {
          options = decodeIpOptions(data);
        } catch (error) {
          expect(error).toBeInstanceOf(ReplyDecodeError);
          return;
        }
        expect(decodeIpOptions(encodeIpOptions(options))).toStrictEqual(options);
      }),
    );
  });
});
