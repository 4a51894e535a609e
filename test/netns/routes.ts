import {
  pathMtu,
  traceroute,
  type Hop,
  type MplsLabel,
  type MtuStep,
  type PathMtuOptions,
  type TracerouteOptions,
} from 'rxicmp';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { hostAddress } from '../lab/hostAddress.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { unsentAddress } from '../lab/unsentAddress.ts';
import type { EngineLab } from './engineLab.ts';

/** The only one of its stack. */
function label(value: number, rest: Partial<MplsLabel> = {}): MplsLabel {
  return { label: value, trafficClass: 0, bottomOfStack: true, ttl: 1, ...rest };
}

/** The way to a host: its routers, and the packets that fit through. */
export function routes(lab: () => EngineLab, family: 4 | 6): void {
  const trace = (target: string, options: TracerouteOptions = {}): Promise<Hop[]> =>
    firstValueFrom(traceroute(target, { driver: lab().driver, ...options }).pipe(toArray()));
  const search = (target: string, options: PathMtuOptions = {}): Promise<MtuStep[]> =>
    firstValueFrom(pathMtu(target, { driver: lab().driver, ...options }).pipe(toArray()));
  const idle = { outstanding: 0, handles: 0 };

  describe('traceroute', () => {
    for (const routers of [3, 6]) {
      it(`tells ${routers} routers and the target, in order`, async () => {
        const host = await lab().host(family, { hops: routers + 1, latency: 5 });
        const hops = await trace(host, { timeout: 5000 });
        const way = Array.from({ length: routers }, (_, i) => routerAddress(family, i + 1));
        expect(hops.map(({ responders }) => responders)).toEqual([...way, host].map((address) => [address]));
        expect(hops.map(({ ttl, final }) => [ttl, final])).toEqual(hops.map((_, i) => [i + 1, i === routers]));
        for (const { ttl, final, replies } of hops) {
          expect(replies).toHaveLength(3);
          const status = final ? 'success' : 'ttl-expired-in-transit';
          for (const reply of replies) expect(reply).toMatchObject({ status, replyTtl: 65 - ttl, destination: host });
          for (const { rtt } of replies) expect(rtt).toBeGreaterThanOrEqual(5);
        }
        const sent = (await lab().network.seen(host)).map(({ ttl }) => ttl);
        // Hop by hop, as far as the target. On a busy machine the answers come before the rest of the window has left.
        expect(sent.length).toBeGreaterThanOrEqual(3 * (routers + 1));
        expect(sent.slice(0, 16)).toEqual(sent.slice(0, 16).map((_, i) => 1 + Math.floor(i / 3)));
        expect(lab().driver.counters()).toMatchObject(idle);
      });
    }

    it('has no responders for hops that say nothing', async () => {
      const routers = [routerAddress(family, 1), null, null, routerAddress(family, 4)];
      const host = await lab().host(family, { routers });
      const hops = await trace(host, { timeout: 200 });
      expect(hops.map(({ responders }) => responders)).toEqual([[routers[0]], [], [], [routers[3]], [host]]);
      expect(hops[1]!.replies.map(({ status }) => status)).toEqual(['timed-out', 'timed-out', 'timed-out']);
    });

    for (const hidesLength of [false, true]) {
      const where = hidesLength ? 'behind 128 bytes of the probe' : 'where the error says';
      it(`tells the MPLS labels of routers, ${where}`, async () => {
        const routers = Array.from({ length: 3 }, (_, i) => routerAddress(family, i + 20));
        const address = hostAddress(family, hidesLength ? 50_001 : 50_002);
        const stacks = [
          [label(24_001)],
          [label(1_048_575, { trafficClass: 7, bottomOfStack: false, ttl: 255 }), label(0)],
        ];
        await lab().network.play({
          hosts: [{ address, routers, hidesLength }],
          routers: stacks.map((mplsLabels, i) => ({ address: routers[i]!, mplsLabels })),
        });
        // From less than a proof to more than may be in front of an extension.
        for (const payload of [4, 32, 1000]) {
          const hops = await trace(address, { timeout: 5000, probes: 1, payload });
          expect(hops.map(({ replies }) => replies[0]!.mplsLabels)).toEqual([...stacks, null, null]);
        }
      });
    }

    // Two bytes that make up for the others have room in 10, and may be followed by an odd number of them.
    it.each([10, 11, 32, 1000])('all probes with %i bytes look alike, round after round', async (payload) => {
      const host = await lab().host(family, { hops: 4 });
      const hops = await trace(host, { timeout: 5000, rounds: 2, interval: 1, payload });
      expect(hops.map(({ flow }) => flow)).toEqual(hops.map(() => 'constant'));
      const packets = await lab().network.seen(host);
      expect(packets.length).toBeGreaterThanOrEqual(2 * 4 * 3);
      const looks = packets.map((one) => `${one.identifier} ${one.checksum} ${one.flowLabel}`);
      expect([...new Set(looks)]).toHaveLength(1);
      expect(new Set(packets.map(({ sequence }) => sequence)).size).toBe(packets.length);
      // The proofs still differ.
      const proofs = packets.map((one) => Buffer.from(one.payload.subarray(0, 8)).toString('hex'));
      expect(new Set(proofs).size).toBe(packets.length);
      for (const { replies } of hops) {
        for (const { altered, truncated } of replies)
          expect({ altered, truncated }).toEqual({ altered: false, truncated: false });
      }
    });

    it.each([
      ['9 bytes', { payload: 9 }],
      ['bytes of the caller', { payload: Uint8Array.from({ length: 32 }, (_, i) => i) }],
      ['what is asked for', { flow: 'varies' as const }],
    ])('probes with %s look different, and are told to', async (_what, options) => {
      const host = await lab().host(family, { hops: 4 });
      const hops = await trace(host, { timeout: 5000, ...options });
      expect(hops.map(({ flow }) => flow)).toEqual(hops.map(() => 'varies'));
      const checksums = (await lab().network.seen(host)).map(({ checksum }) => checksum);
      expect(new Set(checksums).size).toBeGreaterThan(1);
    });

    it('sees one way where routers share the load, and several when it is asked to', async () => {
      const routers = [0, 1].map((way) => [20, 21, 22].map((n) => routerAddress(family, n + 10 * way)));
      const ways = await lab().hosts(family, ...routers.map((one) => ({ routers: one })));
      const address = hostAddress(family, 50_003);
      await lab().network.setHosts([
        { address, ways },
        ...ways.map((way, i) => ({ address: way, routers: routers[i]! })),
      ]);
      const probes = { timeout: 5000, probes: 10, maxTtl: 3 };
      const one = await trace(address, probes);
      expect(routers).toContainEqual(one.flatMap(({ responders }) => responders));
      const both = await trace(address, { ...probes, flow: 'varies' });
      expect(both.map(({ responders }) => [...responders].sort())).toEqual(
        routers[0]!.map((first, i) => [first, routers[1]![i]!].sort()),
      );
    });

    it('takes nothing for labels that a router quotes', async () => {
      const host = await lab().host(family, { hops: 2 });
      const hops = await trace(host, { timeout: 5000, probes: 1, payload: 1000 });
      expect(hops.map(({ replies }) => replies[0]!.mplsLabels)).toEqual([null, null]);
    });

    it('ends at whoever refuses', async () => {
      const from = hostAddress(family, 50_000);
      const refuse = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3, from };
      const host = await lab().host(family, { hops: 3, refuse });
      const hops = await trace(host, { timeout: 5000 });
      expect(hops).toHaveLength(3);
      expect(hops[2]).toMatchObject({ ttl: 3, final: true, responders: [from] });
      expect(hops[2]!.replies[0]).toMatchObject({ status: 'destination-host-unreachable' });
    });

    it('goes as far as it may towards a host that never answers', async () => {
      const host = await lab().host(family, { hops: 3, silent: true });
      const hops = await trace(host, { timeout: 100, maxTtl: 8, probes: 2 });
      expect(hops.map(({ responders }) => responders.length)).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
      expect(hops.some(({ final }) => final)).toBe(false);
    });

    it('is one final hop where the system refuses to send', async () => {
      const hops = await trace(unsentAddress(family, 'ENETUNREACH'));
      expect(hops).toMatchObject([{ ttl: 1, final: true, responders: [] }]);
      for (const reply of hops[0]!.replies)
        expect(reply).toMatchObject({ status: 'not-sent', errorCode: 'ENETUNREACH' });
    });

    it('traces again every interval', async () => {
      const host = await lab().host(family, { hops: 4 });
      const start = performance.now();
      const hops = await trace(host, { rounds: 5, interval: 40, probes: 1, timeout: 5000 });
      expect(performance.now() - start).toBeGreaterThanOrEqual(4 * 40);
      expect(hops.map(({ round, ttl }) => `${round}/${ttl}`)).toEqual(
        Array.from({ length: 20 }, (_, i) => `${Math.floor(i / 4)}/${1 + (i % 4)}`),
      );
      expect(hops.filter(({ final }) => final).every(({ responders }) => responders[0] === host)).toBe(true);
    });

    it('leaves nothing behind when the subscriber leaves', async () => {
      const host = await lab().host(family, { routers: [routerAddress(family, 1), null, null] });
      await lastValueFrom(traceroute(host, { driver: lab().driver, rounds: Infinity, timeout: 5000 }).pipe(take(1)));
      expect(lab().driver.counters()).toMatchObject(idle);
    });

    it('traces many routes at once, each its own', async () => {
      const distances = Array.from({ length: 50 }, (_, i) => 1 + (i % 7));
      const hosts = await lab().hosts(family, ...distances.map((distance) => ({ hops: distance, latency: 3 })));
      const all = await Promise.all(hosts.map((host) => trace(host, { timeout: 5000 })));
      for (const [i, hops] of all.entries()) {
        expect(hops).toHaveLength(distances[i]!);
        expect(hops.at(-1)).toMatchObject({ target: hosts[i], responders: [hosts[i]], final: true });
      }
    });
  });

  describe('pathMtu', () => {
    const least = family === 4 ? 68 : 1280;
    const sizes = (steps: readonly MtuStep[]) => steps.map(({ size, reply }) => `${size} ${reply.status}`);

    it('is the MTU of the interface where nothing is narrower', async () => {
      const host = await lab().host(family, { hops: 3 });
      const steps = await search(host, { timeout: 5000 });
      expect(sizes(steps)).toEqual([`${least} success`, '65528 not-sent', '1500 success']);
      expect(steps[1]!.reply).toMatchObject({ errorCode: 'EMSGSIZE', mtu: 1500 });
      expect(steps.at(-1)!.mtu).toBe(1500);
    });

    it('takes the word of a router', async () => {
      const host = await lab().host(family, { hops: 3, mtu: 1400 });
      // The second search also asks the path itself, not what the kernel remembers of it.
      for (let i = 0; i < 2; i++) {
        const steps = await search(host, { timeout: 5000 });
        expect(sizes(steps)).toEqual([`${least} success`, '65528 not-sent', '1500 packet-too-big', '1400 success']);
        expect(steps[2]!.reply).toMatchObject({ mtu: 1400, responder: routerAddress(family, 1) });
        expect(steps.at(-1)!.mtu).toBe(1400);
      }
      const packets = await lab().network.seen(host);
      expect(packets.every(({ dontFragment }) => dontFragment)).toBe(true);
      expect(packets.map(({ payload }) => payload.length + (family === 4 ? 28 : 48))).toEqual([
        ...[least, 1500, 1400],
        ...[least, 1500, 1400],
      ]);
    });

    it('searches where routers do not tell their MTU', async () => {
      const host = await lab().host(family, { hops: 3, mtu: 1421, tooBig: 'without-mtu' });
      const steps = await search(host, { timeout: 5000 });
      expect(steps.at(-1)!.mtu).toBe(1421);
      const tooBig = steps.filter(({ reply }) => reply.status === 'packet-too-big');
      expect(tooBig).not.toEqual([]);
      expect(tooBig.every(({ reply }) => reply.mtu === null)).toBe(true);
    });

    it('searches where routers say nothing', async () => {
      const host = await lab().host(family, { hops: 3, mtu: 1492, tooBig: 'silent' });
      const steps = await search(host, { timeout: 100 });
      expect(steps.at(-1)!.mtu).toBe(1492);
      expect(steps.filter(({ size }) => size === 1500).map(({ reply }) => `${reply.attempt} ${reply.status}`)).toEqual([
        '1 timed-out',
        '2 timed-out',
        '3 timed-out',
      ]);
    });

    it('does not take loss for a packet that is too big', async () => {
      const host = await lab().host(family, { loss: { every: 2 } });
      const steps = await search(host, { timeout: 500 });
      expect(sizes(steps)).toEqual([`${least} success`, '65528 not-sent', '1500 timed-out', '1500 success']);
      expect(steps.at(-1)!.mtu).toBe(1500);
    });

    it('has no MTU of a host that never answers', async () => {
      const host = await lab().host(family, { silent: true });
      const steps = await search(host, { timeout: 50, retry: 1 });
      expect(sizes(steps)).toEqual([`${least} timed-out`, `${least} timed-out`]);
      expect(steps.at(-1)!.mtu).toBe(null);
      expect(lab().driver.counters()).toMatchObject(idle);
    });

    it('is the most that a probe can have on loopback', async () => {
      const steps = await search(family === 4 ? '127.0.0.1' : '::1', { timeout: 5000 });
      expect(sizes(steps)).toEqual([`${least} success`, '65528 success']);
      expect(steps.at(-1)!.mtu).toBe(65_528);
    });
  });
}
