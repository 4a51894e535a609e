import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/wire/address.ts';
import {
  decodeEchoReplies,
  decodeEchoReply,
  decodeIcmpv6EchoReply,
  decodeIpOptionInformation,
} from '../../../src/wire/decode.ts';
import { encodeEchoReplies, encodeIcmpv6EchoReply, encodeIpOptionInformation } from '../../../src/wire/encode.ts';
import type { PointerSize } from '../../../src/wire/layout.ts';
import { ReplyDecodeError } from '../../../src/wire/ReplyDecodeError.ts';
import { base, echoReplyRecord, icmpv6EchoReplyRecord, ipOptionInformation, pointerSize } from './arbitraries.ts';
import { goldenIcmpv6, goldenOptions, goldenReplies } from './golden.ts';

describe('golden buffers', () => {
  test.each(['echo-reply-64', 'echo-reply-32', 'echo-replies-64', 'echo-replies-32', 'ttl-expired-64', 'parsed-64'])(
    '%s',
    (name) => {
      const { buffer, records, ...options } = goldenReplies(name);
      expect(decodeEchoReplies(buffer, options)).toStrictEqual(records);
    },
  );

  test.each(['icmpv6-echo-reply', 'icmpv6-hop-limit-exceeded'])('%s', (name) => {
    const { buffer, record, requestSize } = goldenIcmpv6(name);
    expect(decodeIcmpv6EchoReply(buffer, { requestSize })).toStrictEqual(record);
  });

  test.each(['ip-option-information-64', 'ip-option-information-32'])('%s', (name) => {
    const { buffer, information, ...options } = goldenOptions(name);
    expect(decodeIpOptionInformation(buffer, options)).toStrictEqual(information);
  });
});

describe('decodeEchoReplies', () => {
  test('reads as many records as it is told, whatever the first one counts', () => {
    const { buffer, records, ...options } = goldenReplies('echo-replies-64');
    expect(decodeEchoReplies(buffer, { ...options, count: 2 })).toStrictEqual(records.slice(0, 2));
    expect(decodeEchoReplies(buffer, { ...options, count: 0 })).toEqual([]);
  });

  test('finds nothing after IcmpParseReplies when it is told nothing', () => {
    const { buffer, pointerSize, base } = goldenReplies('parsed-64');
    expect(decodeEchoReplies(buffer, { pointerSize, base })).toEqual([]);
  });

  test('copies, of a Buffer too', () => {
    const { buffer, records, ...options } = goldenReplies('echo-replies-64');
    const shared = Buffer.from(buffer);
    const decoded = decodeEchoReplies(shared, options);
    shared.fill(0xff);
    expect(decoded).toStrictEqual(records);
  });

  test.each([0, 1, 15, 39])('refuses a buffer of %i bytes', (size) => {
    const { buffer } = goldenReplies('echo-reply-64');
    expectDecodeError('ICMP_ECHO_REPLY', 0, () => decodeEchoReplies(buffer.subarray(0, size)));
    expectDecodeError('ICMP_ECHO_REPLY', 0, () => decodeEchoReplies(buffer.subarray(0, size), { count: 1 }));
  });

  test('refuses a count that goes past the end, by the record that does', () => {
    const { buffer, pointerSize, base } = goldenReplies('echo-replies-64');
    buffer[14] = 4;
    expectDecodeError('ICMP_ECHO_REPLY', 120, () => decodeEchoReplies(buffer, { pointerSize, base }));
  });

  // The golden reply has 48 bytes, of which the last 8 are its payload.
  test.each([
    ['null', 0x0000_0000_0000n],
    ['below the buffer', 0x7ff6_1234_4fffn],
    ['a byte too far', 0x7ff6_1234_5029n],
    ['behind the buffer', 0x7ff6_1234_5030n],
    ['right but for the upper half', 0x0000_1234_5028n],
    ['right but for the uppermost bit', 0x8000_7ff6_1234_5028n],
    ['all ones', 0xffff_ffff_ffff_ffffn],
  ])('refuses a data pointer that is %s', (_, pointer) => {
    const { buffer, pointerSize, base } = goldenReplies('echo-reply-64');
    new DataView(buffer.buffer).setBigUint64(16, pointer, true);
    expectDecodeError('ICMP_ECHO_REPLY.Data', 16, () => decodeEchoReplies(buffer, { pointerSize, base }));
  });

  test('refuses null even where it would be the first byte', () => {
    const { buffer } = goldenReplies('echo-reply-64');
    buffer.fill(0, 16, 24);
    expectDecodeError('ICMP_ECHO_REPLY.Data', 16, () => decodeEchoReplies(buffer, { base: 0 }));
  });

  test('refuses a size that goes past the end', () => {
    const { buffer, pointerSize, base } = goldenReplies('echo-reply-32');
    buffer[12] = 5;
    expectDecodeError('ICMP_ECHO_REPLY.Data', 16, () => decodeEchoReplies(buffer, { pointerSize, base }));
    buffer.set([4, 1], 12);
    expectDecodeError('ICMP_ECHO_REPLY.Data', 16, () => decodeEchoReplies(buffer, { pointerSize, base }));
  });

  test('refuses options outside, by the place of their pointer', () => {
    const { buffer, pointerSize, base } = goldenReplies('echo-replies-64');
    buffer[40 + 27] = 1;
    expectDecodeError('IP_OPTION_INFORMATION.OptionsData', 40 + 32, () =>
      decodeEchoReplies(buffer, { pointerSize, base }),
    );
  });

  test('refuses every pointer when told a base that is none', () => {
    const { buffer } = goldenReplies('echo-reply-64');
    expectDecodeError('ICMP_ECHO_REPLY.Data', 16, () => decodeEchoReplies(buffer, { base: Number.NaN }));
  });

  test('says which field it was', () => {
    const { buffer } = goldenReplies('echo-reply-32');
    expect(() => decodeEchoReplies(buffer, { pointerSize: 4, base: 0x00a4_1f40 })).toThrow(
      'ICMP_ECHO_REPLY.Data at byte 16 needs bytes -36 to -32 of a buffer of 32.',
    );
  });
});

describe('decodeEchoReply', () => {
  const { buffer, records, base } = goldenReplies('echo-replies-64');
  const view = new DataView(buffer.buffer);

  test('reads the record at the offset', () => {
    expect(decodeEchoReply(view, 40, buffer.length, 8, base)).toStrictEqual(records[1]);
  });

  test('reads nothing at or behind the end', () => {
    expectDecodeError('ICMP_ECHO_REPLY', 40, () => decodeEchoReply(view, 40, 79, 8, base));
    expectDecodeError('ICMP_ECHO_REPLY.Data', 56, () => decodeEchoReply(view, 40, 140, 8, base));
    expect(decodeEchoReply(view, 80, 120, 8, base)).toStrictEqual(records[2]);
  });

  test('refuses an offset that is none', () => {
    expectDecodeError('ICMP_ECHO_REPLY', -1, () => decodeEchoReply(view, -1, buffer.length, 8, base));
    expectDecodeError('ICMP_ECHO_REPLY', 0, () => decodeEchoReply(view, 0, -1, 8, base));
  });
});

describe('decodeIcmpv6EchoReply', () => {
  const { buffer } = goldenIcmpv6('icmpv6-echo-reply');

  test('refuses a buffer without room for the record', () => {
    expectDecodeError('ICMPV6_ECHO_REPLY', 0, () => decodeIcmpv6EchoReply(buffer.subarray(0, 35), { requestSize: 0 }));
  });

  test.each([6, -1, Number.NaN])('refuses a request size of %d with 5 bytes there', (requestSize) => {
    expectDecodeError('ICMPV6_ECHO_REPLY data', 36, () => decodeIcmpv6EchoReply(buffer, { requestSize }));
  });

  test('copies, of a Buffer too', () => {
    const shared = Buffer.from(buffer);
    const { data } = decodeIcmpv6EchoReply(shared, { requestSize: 5 });
    shared.fill(0);
    expect(data).toStrictEqual(Uint8Array.of(0x61, 0x62, 0x63, 0x64, 0x65));
  });
});

describe('decodeIpOptionInformation', () => {
  test('refuses what is not inside the buffer', () => {
    const { buffer, pointerSize, base } = goldenOptions('ip-option-information-64');
    expectDecodeError('IP_OPTION_INFORMATION', 0, () => decodeIpOptionInformation(buffer.subarray(0, 15)));
    expectDecodeError('IP_OPTION_INFORMATION.OptionsData', 8, () =>
      decodeIpOptionInformation(buffer, { pointerSize, base: base + 17 }),
    );
    buffer[3] = 9;
    expectDecodeError('IP_OPTION_INFORMATION.OptionsData', 8, () =>
      decodeIpOptionInformation(buffer, { pointerSize, base }),
    );
  });
});

describe('any bytes decode or throw ReplyDecodeError, and nothing around them is read', () => {
  const poison = 0xee;
  const edits = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(0xff), fc.constantFrom(0, 1, 255))), { maxLength: 6 });
  const noise = fc.uint8Array({ maxLength: 160 });

  /** A reply with some bytes changed and the end cut off, or plain noise, without poison in it. */
  function damaged(intact: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
    const broken = fc.tuple(intact, edits, fc.nat(9)).map(([buffer, edits, cut]) => {
      const bytes = buffer.slice(0, Math.max(0, buffer.length - cut));
      // Half of the edits go to the first record, where the pointers are.
      for (const [at, value] of edits) bytes[at % (at % 2 === 0 ? bytes.length : 40)] = value;
      return bytes;
    });
    return fc
      .oneof({ weight: 4, arbitrary: broken }, { weight: 1, arbitrary: noise })
      .map((bytes) => bytes.map((octet) => (octet === poison ? 0 : octet)));
  }

  /** The bytes in the middle of poison. */
  function inPoison(bytes: Uint8Array): Uint8Array {
    const arena = new Uint8Array(bytes.length + 0x20000).fill(poison);
    arena.set(bytes, 0x10000);
    return arena.subarray(0x10000, 0x10000 + bytes.length);
  }

  function expectClean(decoded: object): void {
    for (const [key, value] of Object.entries(decoded) as [string, unknown][]) {
      if (value instanceof Uint8Array) expect(value.includes(poison), key).toBe(false);
      else if (typeof value === 'string') expect(parseAddress(value)!.bytes.includes(poison), key).toBe(false);
      else expect(new Uint8Array(Uint32Array.of(value as number).buffer).includes(poison), key).toBe(false);
    }
  }

  /** Both must happen often, or the property says nothing. */
  function checkProperty<T>(arbitrary: fc.Arbitrary<T>, decode: (input: T) => object[]): void {
    let decoded = 0;
    let refused = 0;
    fc.assert(
      fc.property(arbitrary, (input) => {
        try {
          const records = decode(input);
          decoded++;
          records.forEach(expectClean);
        } catch (error) {
          if (!(error instanceof ReplyDecodeError)) throw error;
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(decoded).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  }

  test('ICMP_ECHO_REPLY', () => {
    const records = fc.array(echoReplyRecord, { minLength: 1, maxLength: 3 });
    const input = fc
      .tuple(pointerSize, base, fc.option(fc.nat(4), { nil: undefined }))
      .chain(([pointerSize, base, count]) =>
        damaged(records.map((records) => encodeEchoReplies(records, { pointerSize, base }))).map((bytes) => ({
          bytes,
          options: count === undefined ? { pointerSize, base } : { pointerSize, base, count },
        })),
      );
    checkProperty(input, ({ bytes, options }) => {
      const decoded = decodeEchoReplies(inPoison(bytes), options);
      decoded.forEach((record, index) => {
        if (record.status !== 0) return;
        const sizes = sizesOf(bytes, index, options.pointerSize);
        expect({ data: record.data.length, options: record.optionsData.length }).toEqual(sizes);
      });
      return decoded;
    });
  });

  test('ICMP_ECHO_REPLY with an end behind the view', () => {
    const input = fc.tuple(
      damaged(echoReplyRecord.map((record) => encodeEchoReplies([record]))),
      fc.nat(200),
      fc.oneof(fc.constant(0), fc.nat(200)),
    );
    checkProperty(input, ([bytes, beyond, offset]) => {
      const buffer = inPoison(bytes);
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      return [decodeEchoReply(view, offset, bytes.length + beyond, 8, 0)];
    });
  });

  test('ICMPV6_ECHO_REPLY', () => {
    const input = fc.tuple(damaged(icmpv6EchoReplyRecord.map(encodeIcmpv6EchoReply)), fc.integer({ min: -2, max: 80 }));
    checkProperty(input, ([bytes, requestSize]) => {
      const decoded = decodeIcmpv6EchoReply(inPoison(bytes), { requestSize });
      if (decoded.status === 0) expect(decoded.data).toHaveLength(requestSize);
      return [decoded];
    });
  });

  test('IP_OPTION_INFORMATION', () => {
    const input = fc
      .tuple(pointerSize, base)
      .chain(([pointerSize, base]) =>
        damaged(
          ipOptionInformation.map((information) => encodeIpOptionInformation(information, { pointerSize, base })),
        ).map((bytes) => ({ bytes, options: { pointerSize, base } })),
      );
    checkProperty(input, ({ bytes, options }) => {
      const decoded = decodeIpOptionInformation(inPoison(bytes), options);
      expect(decoded.optionsData).toHaveLength(bytes[3]!);
      return [decoded];
    });
  });

  /** DataSize and OptionsSize as they stand in the buffer. */
  function sizesOf(bytes: Uint8Array, index: number, pointerSize: PointerSize): { data: number; options: number } {
    const start = index * (pointerSize === 8 ? 40 : 28);
    const options = start + (pointerSize === 8 ? 27 : 23);
    return { data: bytes[start + 12]! | (bytes[start + 13]! << 8), options: bytes[options]! };
  }
});

function expectDecodeError(field: string, offset: number, act: () => unknown): void {
  expect(act).toThrow(ReplyDecodeError);
  expect(act).toThrow(expect.objectContaining({ name: 'ReplyDecodeError', code: 'ERR_ICMP_DECODE', field, offset }));
}
