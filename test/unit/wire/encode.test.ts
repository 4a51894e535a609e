import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IcmpArgumentError } from '../../../src/errors.ts';
import { decodeEchoReplies, decodeIcmpv6EchoReply, decodeIpOptionInformation } from '../../../src/wire/decode.ts';
import { encodeEchoReplies, encodeIcmpv6EchoReply, encodeIpOptionInformation } from '../../../src/wire/encode.ts';
import type { EchoReplyRecord } from '../../../src/wire/records.ts';
import {
  base,
  echoReplyRecord,
  icmpv6EchoReplyRecord,
  ipOptionInformation,
  pointerSize,
  wideBase,
} from './arbitraries.ts';
import { goldenIcmpv6, goldenOptions, goldenReplies } from './golden.ts';

const record: EchoReplyRecord = {
  address: '192.0.2.1',
  status: 0,
  roundTripTime: 1,
  data: new Uint8Array(0),
  ttl: 64,
  tos: 0,
  flags: 0,
  optionsData: new Uint8Array(0),
};

describe('golden buffers', () => {
  test.each(['echo-reply-64', 'echo-reply-32', 'echo-replies-64', 'echo-replies-32'])('%s', (name) => {
    const { buffer, records, pointerSize, base } = goldenReplies(name);
    expect(encodeEchoReplies(records, { pointerSize, base })).toEqual(buffer);
  });

  test.each(['icmpv6-echo-reply', 'icmpv6-hop-limit-exceeded'])('%s', (name) => {
    const { buffer, record } = goldenIcmpv6(name);
    expect(encodeIcmpv6EchoReply(record)).toEqual(buffer);
  });

  test.each(['ip-option-information-64', 'ip-option-information-32'])('%s', (name) => {
    const { buffer, information, pointerSize, base } = goldenOptions(name);
    expect(encodeIpOptionInformation(information, { pointerSize, base })).toEqual(buffer);
  });
});

describe('decoding undoes encoding', () => {
  const memory = fc.oneof(
    fc.record({ pointerSize, base }),
    fc.record({ pointerSize: fc.constant(8 as const), base: wideBase }),
  );

  test('several ICMP_ECHO_REPLY', () => {
    fc.assert(
      fc.property(fc.array(echoReplyRecord, { minLength: 1, maxLength: 6 }), memory, (records, memory) => {
        expect(decodeEchoReplies(encodeEchoReplies(records, memory), memory)).toStrictEqual(records);
      }),
    );
  });

  test('ICMPV6_ECHO_REPLY', () => {
    fc.assert(
      fc.property(icmpv6EchoReplyRecord, (record) => {
        const requestSize = record.data.length;
        expect(decodeIcmpv6EchoReply(encodeIcmpv6EchoReply(record), { requestSize })).toStrictEqual(record);
      }),
    );
  });

  test('IP_OPTION_INFORMATION', () => {
    fc.assert(
      fc.property(ipOptionInformation, memory, (information, memory) => {
        expect(decodeIpOptionInformation(encodeIpOptionInformation(information, memory), memory)).toStrictEqual(
          information,
        );
      }),
    );
  });

  test('the longest payload and options', () => {
    const records = [{ ...record, data: new Uint8Array(65_535).fill(7), optionsData: new Uint8Array(40).fill(1) }];
    expect(decodeEchoReplies(encodeEchoReplies(records))).toStrictEqual(records);
  });

  test('the defaults of both are the same', () => {
    const records = [{ ...record, data: Uint8Array.of(1), optionsData: Uint8Array.of(2) }];
    expect(decodeEchoReplies(encodeEchoReplies(records))).toStrictEqual(records);
    const information = { ttl: 1, tos: 2, flags: 3, optionsData: Uint8Array.of(4) };
    expect(decodeIpOptionInformation(encodeIpOptionInformation(information))).toStrictEqual(information);
  });
});

test('no records need no buffer', () => {
  expect(encodeEchoReplies([])).toHaveLength(0);
});

test('a round-trip time loses its fraction, as in the API', () => {
  const [decoded] = decodeEchoReplies(encodeEchoReplies([{ ...record, roundTripTime: 1.9 }]));
  expect(decoded?.roundTripTime).toBe(1);
});

describe('refuses', () => {
  test.each(['::1', 'localhost', '192.0.2.1%eth0', ''])('%j as the address of an ICMP_ECHO_REPLY', (address) => {
    expectArgumentError('address', () => encodeEchoReplies([{ ...record, address }]));
  });

  test.each(['192.0.2.1', 'localhost', 'fe80::1%eth0', ''])('%j as the address of an ICMPV6_ECHO_REPLY', (address) => {
    const { status, roundTripTime, data } = record;
    expectArgumentError('address', () => encodeIcmpv6EchoReply({ address, scopeId: 0, status, roundTripTime, data }));
  });

  test('what no length field can say', () => {
    const optionsData = new Uint8Array(41);
    expectArgumentError('data', () => encodeEchoReplies([{ ...record, data: new Uint8Array(65_536) }]));
    expectArgumentError('records', () => encodeEchoReplies(Array<EchoReplyRecord>(65_536).fill(record)));
    expectArgumentError('optionsData', () => encodeEchoReplies([{ ...record, optionsData }]));
    expectArgumentError('optionsData', () => encodeIpOptionInformation({ ttl: 1, tos: 0, flags: 0, optionsData }));
  });

  test.each([
    [4, 2 ** 32 - 27],
    [8, Number.MAX_SAFE_INTEGER - 39],
    [8, -8],
    [8, 0.5],
    [8, Number.NaN],
  ] as const)('in %i-byte pointers the base %d', (pointerSize, base) => {
    expectArgumentError('base', () => encodeEchoReplies([record], { pointerSize, base }));
    expectArgumentError('base', () =>
      encodeIpOptionInformation({ ...record, optionsData: new Uint8Array(40) }, { pointerSize, base }),
    );
  });
});

function expectArgumentError(argument: string, act: () => unknown): void {
  expect(act).toThrow(IcmpArgumentError);
  expect(act).toThrow(expect.objectContaining({ argument }));
}
