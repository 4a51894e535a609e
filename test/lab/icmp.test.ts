import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, addressText } from './address.ts';
import { buildEcho, buildError, buildJunk, corrupt, foreignEcho, isSealed, parseEcho, quote } from './icmp.ts';
import { buildFragments, buildIp, internetChecksum, parseIp, type IpPacket } from './ip.ts';
import { Reassembly } from './reassembly.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const path4 = { source: addressBytes('198.18.0.1'), destination: addressBytes('198.18.1.1') };
const path6 = { source: addressBytes('2001:db8::1'), destination: addressBytes('2001:db8::1:1') };
const echo = { identifier: 1, sequence: 1, payload: new TextEncoder().encode('abcdefghijklmnopqrstuvwabcdefghi') };

function packet(family: 4 | 6, payload: Uint8Array): IpPacket {
  const path = family === 4 ? path4 : path6;
  const rest = { ttl: 64, tos: 0, id: 77, dontFragment: family === 6, moreFragments: false, fragmentOffset: 0 };
  return { family, ...path, protocol: family === 4 ? 1 : 58, ...rest, options: new Uint8Array(0), payload };
}

describe('checksums', () => {
  it('RFC 1071, section 3', () => {
    expect(internetChecksum(hex('0001 f203 f4f5 f6f7'))).toBe(0x220d);
  });

  it('an IPv4 header', () => {
    const header = hex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7');
    expect(internetChecksum(header)).toBe(0);
    const built = buildIp({ ...parseIp(Buffer.concat([header, new Uint8Array(0x73 - 20)]))! });
    expect(built.subarray(0, 20)).toEqual(header);
  });

  it('an odd last byte counts as the high one', () => {
    expect(internetChecksum(hex('0102 03'))).toBe(internetChecksum(hex('0102 0300')));
  });

  it('the echo request of ping.exe', () => {
    expect(buildEcho(path4, 'request', echo).subarray(0, 8)).toEqual(hex('0800 4d5a 0001 0001'));
  });

  it('an echo request and reply of ICMPv6', () => {
    // Both addresses are ::1; sums worked out by hand from RFC 4443, section 2.3.
    const loopback = { source: addressBytes('::1'), destination: addressBytes('::1') };
    const empty = { identifier: 0, sequence: 0, payload: new Uint8Array(0) };
    expect(buildEcho(loopback, 'request', empty)).toEqual(hex('8000 7fbb 0000 0000'));
    expect(buildEcho(loopback, 'reply', empty)).toEqual(hex('8100 7ebb 0000 0000'));
  });
});

describe('messages', () => {
  for (const path of [path4, path6]) {
    const family = path === path4 ? 4 : 6;

    it(`IPv${family}: a corrupted reply has the right checksum only when it is told to`, () => {
      const reply = buildEcho(path, 'reply', echo);
      expect(isSealed(path, reply)).toBe(true);
      for (const what of ['payload', 'checksum'] as const) {
        const damaged = corrupt(path, reply, what);
        expect(parseEcho(damaged)!.payload).not.toEqual(echo.payload);
        expect(isSealed(path, damaged)).toBe(what === 'payload');
      }
    });

    it(`IPv${family}: an error quotes 8 bytes behind the header, or as much as it may`, () => {
      const request = packet(family, buildEcho(path, 'request', { ...echo, payload: new Uint8Array(1400) }));
      const header = family === 4 ? 20 : 40;
      expect(quote(request, 8)).toEqual(buildIp(request).subarray(0, header + 8));
      const quoted = quote(request, 'all');
      const error = buildError(path, { type: 3, code: 4, mtu: 1300, quoted });
      expect(header + error.length).toBe(family === 4 ? 576 : 1280);
      expect(isSealed(path, error)).toBe(true);
      expect(new DataView(error.buffer).getUint32(4)).toBe(1300);
    });

    it(`IPv${family}: junk is no reply`, () => {
      const reply = buildEcho(path, 'reply', echo);
      const junk = buildJunk(path, echo);
      expect(junk.some((m) => m.length >= 8 && m[0] === reply[0])).toBe(false);
      expect(junk.filter((m) => m.length >= 8).every((m) => isSealed(path, m))).toBe(true);
    });
  }

  it('a foreign echo differs in its field alone', () => {
    expect(foreignEcho(echo, 'id')).toEqual({ ...echo, identifier: 2 });
    expect(foreignEcho(echo, 'sequence')).toEqual({ ...echo, sequence: 2 });
    const { payload, ...rest } = foreignEcho(echo, 'cookie');
    expect(rest).toEqual({ identifier: 1, sequence: 1 });
    expect(payload.subarray(8)).toEqual(echo.payload.subarray(8));
    expect(payload.subarray(0, 8).some((byte, at) => byte === echo.payload[at])).toBe(false);
  });
});

describe('addresses', () => {
  it.each([
    ['198.18.0.1', '198.18.0.1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['2001:db8::ff', '2001:db8:0:0:0:0:0:ff'],
    ['::ffff:192.0.2.1', '0:0:0:0:0:ffff:c000:201'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ])('%s', (text, full) => {
    expect(addressText(addressBytes(text))).toBe(full);
  });

  it('is no address', () => {
    expect(() => addressBytes('host.example')).toThrow(TypeError);
  });
});

describe('fragments', () => {
  it('come together again in any order, whatever the sizes', () => {
    const order = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(
        fc.constantFrom(4, 6),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 68, max: 1500 }),
        order,
        (family, size, mtu, keys) => {
          const whole = packet(
            family,
            Uint8Array.from({ length: size }, (_, i) => i * 31),
          );
          const fragments = buildFragments(whole, mtu);
          expect(fragments.every((f) => f.length <= mtu)).toBe(true);
          const shuffled = fragments.map((f) => ({ f, key: keys.next().value! })).sort((a, b) => a.key - b.key);
          const reassembly = new Reassembly();
          const results = shuffled.map(({ f }) => reassembly.add(parseIp(f)!));
          expect(results.slice(0, -1).every((r) => r === null)).toBe(true);
          expect(Buffer.compare(results.at(-1)!.payload, whole.payload)).toBe(0);
        },
      ),
    );
  });
});
