import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressBytes } from './address.ts';
import { describeInLab } from './describeInLab.ts';
import { ECHO_REPLY, TIME_EXCEEDED, TOO_BIG, buildEcho, isSealed, parseEcho } from './icmp.ts';
import { enterNamespace } from './namespace.ts';
import { RawSocket } from './rawSocket.ts';
import { routerAddress } from './routerAddress.ts';
import { TunNetwork } from './tun.ts';
import { unsentAddress, type Unsent } from './unsentAddress.ts';

const EACCES = 13;
const EHOSTUNREACH = 113;
const ENETUNREACH = 101;

describeInLab('the lab', () => {
  let network: TunNetwork;
  let before: string;
  const sockets = new Map<4 | 6, RawSocket>();
  let sequence = 0;

  beforeAll(async () => {
    before = readlinkSync('/proc/self/ns/net');
    enterNamespace();
    const hosts = (prefix: string) => [
      { address: `${prefix}10`, latency: 20 },
      { address: `${prefix}11`, refuse: { type: prefix.includes('.') ? 3 : 1, code: 1, from: `${prefix}99` } },
      { address: `${prefix}12`, silent: true },
      { address: `${prefix}13`, hops: 100 },
      { address: `${prefix}14`, hops: 2, mtu: 1300 },
    ];
    network = await TunNetwork.create({ hosts: [...hosts('198.18.1.'), ...hosts('2001:db8::1:')] });
    for (const family of [4, 6] as const) sockets.set(family, new RawSocket(family));
  });

  afterAll(async () => {
    for (const socket of sockets.values()) socket.close();
    await network.close();
  });

  /** Sends an echo request and waits for the first message that is about it. */
  async function ping(family: 4 | 6, destination: string, payload: Uint8Array, patience = 2000) {
    const socket = sockets.get(family)!;
    const path = { source: addressBytes(TunNetwork.addresses[family]), destination: addressBytes(destination) };
    const echo = { identifier: 4711, sequence: ++sequence, payload };
    const request = buildEcho(path, 'request', echo);
    const sent = performance.now();
    const error = socket.send(destination, request);
    const isReply = (message: Uint8Array): boolean =>
      message[0] === ECHO_REPLY[family] && parseEcho(message)?.sequence === echo.sequence;
    const isError = (message: Uint8Array): boolean => {
      const quoted = message.subarray(8 + (family === 4 ? 20 : 40));
      return quoted.length >= 8 && parseEcho(quoted)?.sequence === echo.sequence && quoted[0] === request[0];
    };
    const received = error !== 0 ? null : await socket.receive((m) => isReply(m) || isError(m), patience);
    const { message, source } = received ?? { message: null, source: null };
    return { error, message, source, rtt: performance.now() - sent };
  }

  it('is another network than the process began in', () => {
    expect(readlinkSync('/proc/self/ns/net')).not.toBe(before);
  });

  for (const family of [4, 6] as const) {
    const host = (n: number): string => (family === 4 ? `198.18.1.${n}` : `2001:db8::1:${n}`);
    const few = Uint8Array.from({ length: 32 }, (_, i) => i);

    it(`IPv${family}: a host answers with the payload when its latency is over`, async () => {
      const { message, rtt } = await ping(family, host(10), few);
      expect(message?.[0]).toBe(ECHO_REPLY[family]);
      expect(parseEcho(message!)!.payload).toEqual(few);
      const path = { source: addressBytes(host(10)), destination: addressBytes(TunNetwork.addresses[family]) };
      expect(isSealed(path, message!)).toBe(true);
      expect(rtt).toBeGreaterThanOrEqual(20);
    });

    it(`IPv${family}: a host refuses`, async () => {
      const { message, source } = await ping(family, host(11), few);
      expect(message?.slice(0, 2)).toEqual(Uint8Array.of(family === 4 ? 3 : 1, 1));
      expect(source).toEqual(addressBytes(host(99)));
    });

    it(`IPv${family}: a silent host and nobody at all are silent, but were asked`, async () => {
      for (const address of [host(12), host(200)]) {
        expect((await ping(family, address, few, 50)).message).toBeNull();
        const seen = await network.seen(address);
        expect(seen.map((p) => p.payload)).toEqual([few]);
      }
      expect(await network.seen(host(201))).toEqual([]);
    });

    it(`IPv${family}: an echo of 65,500 bytes comes back whole`, async () => {
      const payload = Uint8Array.from({ length: 65_500 }, (_, i) => i * 7);
      const { message } = await ping(family, host(10), payload);
      expect(Buffer.compare(parseEcho(message!)!.payload, payload)).toBe(0);
    });

    it(`IPv${family}: a router that the TTL does not get past says so`, async () => {
      const { message, source } = await ping(family, host(13), few);
      expect(message?.[0]).toBe(TIME_EXCEEDED[family]);
      expect(source).toEqual(addressBytes(routerAddress(family, 64)));
    });

    it(`IPv${family}: a router tells the MTU of the next hop`, async () => {
      const { message } = await ping(family, host(14), new Uint8Array(1400));
      expect(message?.slice(0, 2)).toEqual(Uint8Array.of(TOO_BIG[family].type, TOO_BIG[family].code));
      expect(new DataView(message!.buffer, message!.byteOffset).getUint16(6)).toBe(1300);
    });

    it(`IPv${family}: there are routes that refuse, and none out of the lab`, async () => {
      for (const [name, errno] of Object.entries({ EHOSTUNREACH, ENETUNREACH, EACCES })) {
        const address = unsentAddress(family, name as Unsent);
        expect((await ping(family, address, few)).error).toBe(errno);
        expect(await network.seen(address)).toEqual([]);
      }
      const elsewhere = family === 4 ? '192.0.2.1' : '2001:4860::1';
      expect((await ping(family, elsewhere, few)).error).toBe(ENETUNREACH);
    });

    it(`IPv${family}: loopback answers`, async () => {
      const { message } = await ping(family, family === 4 ? '127.0.0.1' : '::1', few);
      expect(message).not.toBeNull();
    });
  }
});
