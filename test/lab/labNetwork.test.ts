import { describe, expect, it } from 'vitest';
import { addressBytes, addressText } from './address.ts';
import { ECHO_REPLY, TIME_EXCEEDED, TOO_BIG, buildEcho, isSealed, parseEcho } from './icmp.ts';
import { buildIp, parseIp } from './ip.ts';
import type { LabHost } from './labHost.ts';
import { LabNetwork } from './labNetwork.ts';
import { routerAddress } from './routerAddress.ts';

const payload = Uint8Array.from({ length: 64 }, (_, i) => i);

for (const family of [4, 6] as const) {
  const [us, host, other] = (
    family === 4 ? ['198.18.0.1', '198.18.1.1', '198.18.1.2'] : ['2001:db8::1', '2001:db8::1:1', '2001:db8::1:2']
  ) as [string, string, string];

  interface Request {
    readonly ttl?: number;
    readonly sequence?: number;
    readonly dontFragment?: boolean;
  }

  function request({ ttl = 64, sequence = 5, dontFragment = true }: Request = {}): Uint8Array {
    const path = { source: addressBytes(us), destination: addressBytes(host) };
    const message = buildEcho(path, 'request', { identifier: 3, sequence, payload });
    const rest = { tos: 8, id: 1, dontFragment, moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0) };
    return buildIp({ family, ...path, ttl, protocol: family === 4 ? 1 : 58, ...rest, payload: message });
  }

  /** Everything that comes back for a request to the host, in order. */
  function backFrom(behaviour: Omit<LabHost, 'address'>, sent = request()) {
    const network = new LabNetwork(1500);
    network.setHosts([
      { address: host, ...behaviour },
      { address: other, latency: 7 },
    ]);
    network.receive(sent, 1000);
    const came = [];
    while (network.agenda.due < Infinity) {
      const after = network.agenda.due - 1000;
      for (const bytes of network.agenda.take()) {
        const packet = parseIp(bytes)!;
        const { source, destination, ttl, tos, payload: message } = packet;
        expect(addressText(destination)).toBe(addressText(addressBytes(us)));
        const [type, code] = message;
        const echo = parseEcho(message)!;
        came.push({
          after,
          from: addressText(source),
          ttl,
          tos,
          type,
          code,
          sealed: isSealed(packet, message),
          message,
          echo,
        });
      }
    }
    return came;
  }

  const full = (address: string): string => addressText(addressBytes(address));
  const reply = { from: full(host), ttl: 64, tos: 8, type: ECHO_REPLY[family], code: 0, sealed: true };
  const headerLength = family === 4 ? 20 : 40;
  const refuse = { type: family === 4 ? 3 : 1, code: 1, from: other };

  describe(`an IPv${family} host of the lab`, () => {
    it('answers, by default after a millisecond', () => {
      expect(backFrom({})).toMatchObject([{ ...reply, after: 1, echo: { identifier: 3, sequence: 5, payload } }]);
    });

    it('sends copies a latency apart', () => {
      const came = backFrom({ latency: 10, copies: 3, ttl: 60 });
      expect(came.map(({ after, ttl }) => [after, ttl])).toEqual([
        [10, 60],
        [20, 60],
        [30, 60],
      ]);
    });

    it('loses every nth, and plays a list of latencies', () => {
      const network = new LabNetwork(1500);
      network.setHosts([{ address: host, loss: { every: 3 }, latency: [1, 2, 4] }]);
      const due = [1, 2, 3, 4].map((sequence) => {
        network.receive(request({ sequence }), 0);
        const { due } = network.agenda;
        if (due < Infinity) network.agenda.take();
        return due;
      });
      expect(due).toEqual([1, 2, Infinity, 4]);
      expect(network.seen(host).map((p) => p.sequence)).toEqual([1, 2, 3, 4]);
    });

    it('is silent, or not there', () => {
      expect(backFrom({ silent: true })).toEqual([]);
      const network = new LabNetwork(1500);
      network.receive(request(), 0);
      expect(network.agenda.due).toBe(Infinity);
    });

    it('truncates', () => {
      expect(backFrom({ truncateTo: 10 })).toMatchObject([{ ...reply, echo: { payload: payload.slice(0, 10) } }]);
    });

    it('refuses, quoting what it may', () => {
      const [all] = backFrom({ refuse });
      expect(all).toMatchObject({ from: full(other), type: refuse.type, code: 1, sealed: true, after: 1 });
      expect(all!.message.subarray(8)).toEqual(request());
      const [least] = backFrom({ refuse, quote: 8 });
      expect(least!.message.subarray(8)).toEqual(request().subarray(0, headerLength + 8));
    });

    it('is corrupted with a right or a wrong checksum', () => {
      const [byPayload] = backFrom({ corrupt: 'payload' });
      expect(byPayload).toMatchObject({ sealed: true });
      expect(byPayload!.echo.payload).not.toEqual(payload);
      expect(backFrom({ corrupt: 'checksum' })).toMatchObject([{ sealed: false }]);
    });

    it('answers in the name of others', () => {
      expect(backFrom({ foreign: 'id' })).toMatchObject([{ ...reply, echo: { identifier: 4, sequence: 5 } }]);
      expect(backFrom({ foreign: 'sequence' })).toMatchObject([{ ...reply, echo: { identifier: 3, sequence: 6 } }]);
      const [stranger] = backFrom({ foreign: 'address' });
      expect(stranger).toMatchObject({ sealed: true, echo: { identifier: 3, sequence: 5, payload } });
      expect(stranger!.from).not.toBe(full(host));
    });

    it('refuses what somebody else sent', () => {
      const quoted = backFrom({ refuse, foreign: 'address' })[0]!.message.subarray(8);
      const [at, size] = family === 4 ? [16, 4] : [24, 16];
      expect(quoted.subarray(at, at + size)).not.toEqual(addressBytes(host));
      const sequence = backFrom({ refuse, foreign: 'sequence' })[0]!.message.subarray(8 + headerLength);
      expect(parseEcho(sequence)).toMatchObject({ identifier: 3, sequence: 6 });
    });

    it('answers after an impostor', () => {
      const came = backFrom({ latency: 5, impostor: 'id' });
      expect(came.map(({ after, echo }) => [after, echo.identifier])).toEqual([
        [0, 4],
        [5, 3],
      ]);
      expect(backFrom({ latency: 5, impostor: 'id', refuse }).map(({ after }) => after)).toEqual([0, 5]);
    });

    it('is behind routers that let the TTL expire', () => {
      const far = { hops: 5, silent: true };
      const expired = { from: full(routerAddress(family, 4)), ttl: 61, type: TIME_EXCEEDED[family], code: 0 };
      expect(backFrom(far, request({ ttl: 4 }))).toMatchObject([expired]);
      expect(backFrom(far, request({ ttl: 5 }))).toEqual([]);
      expect(backFrom({ hops: 5 }, request({ ttl: 5 }))).toMatchObject([{ ...reply, ttl: 60 }]);
    });

    it('is behind a bottleneck', () => {
      const size = request().length;
      expect(backFrom({ hops: 2, mtu: size })).toMatchObject([{ ...reply, ttl: 63 }]);
      const [told] = backFrom({ hops: 2, mtu: size - 1 });
      expect(told).toMatchObject({ ...TOO_BIG[family], from: full(routerAddress(family, 1)) });
      expect(new DataView(told!.message.buffer, told!.message.byteOffset).getUint32(4)).toBe(size - 1);
      // Routers fragment in IPv4 unless they are told not to, and never in IPv6.
      const fragmentable = backFrom({ hops: 2, mtu: size - 1 }, request({ dontFragment: false }));
      expect(fragmentable[0]!.type).toBe(family === 4 ? ECHO_REPLY[4] : TOO_BIG[6].type);
    });

    it('is a group, each member with its own latency', () => {
      const stranger = family === 4 ? '198.18.1.3' : '2001:db8::1:3';
      const came = backFrom({ responders: [other, stranger] });
      expect(came.map(({ after, from }) => [after, from])).toEqual([
        [1, full(stranger)],
        [7, full(other)],
      ]);
    });
  });
}
