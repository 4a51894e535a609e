import fc from 'fast-check';
import type { EchoReplyRecord, Icmpv6EchoReplyRecord, IpOptionInformation } from '../../../src/wire/records.ts';

const uint8 = fc.nat(0xff);
const uint32 = fc.nat(0xffff_ffff);
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const payload = bytes(70);
const failure = fc.integer({ min: 1, max: 0xffff_ffff });

export const pointerSize = fc.constantFrom(4 as const, 8 as const);

/** Addresses with room behind them in the address space of both pointer sizes. */
export const base = fc.oneof(fc.constant(0), fc.nat(0xf000_0000));

/** Addresses that only a 64-bit process has. */
export const wideBase = fc.integer({ min: 0, max: 2 ** 48 });

export const ipOptionInformation: fc.Arbitrary<IpOptionInformation> = fc.record(
  { ttl: uint8, tos: uint8, flags: uint8, optionsData: bytes(40) },
  { noNullPrototype: true },
);

const none = new Uint8Array(0);
const plain = { noNullPrototype: true } as const;

export const echoReplyRecord: fc.Arbitrary<EchoReplyRecord> = fc
  .tuple(
    fc.record(
      { address: fc.ipV4(), status: fc.oneof(fc.constant(0), failure), roundTripTime: uint32, data: payload },
      plain,
    ),
    ipOptionInformation,
  )
  .map(([record, options]) =>
    record.status === 0 ? { ...record, ...options } : { ...record, ...options, data: none, optionsData: none },
  );

/** Addresses in the spelling of the decoder: any other spelling would come back as another text. */
const canonicalIPv6 = fc.constantFrom(
  '::',
  '::1',
  'fe80::1',
  '2001:db8::8:800:200c:417a',
  '::ffff:192.0.2.7',
  'ff02::1',
);

export const icmpv6EchoReplyRecord: fc.Arbitrary<Icmpv6EchoReplyRecord> = fc
  .record(
    {
      address: canonicalIPv6,
      scopeId: uint32,
      status: fc.oneof(fc.constant(0), failure),
      roundTripTime: uint32,
      data: payload,
    },
    plain,
  )
  .map((record) => (record.status === 0 ? record : { ...record, data: none }));
