import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, replyTo } from '../lab/answers.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { floodPackets } from '../lab/floodPackets.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import type { LabHost } from '../lab/labHost.ts';
import { enterNamespace } from '../lab/namespace.ts';
import type { SeenPacket } from '../lab/seenPacket.ts';
import { TunNetwork } from '../lab/tun.ts';
import { times } from '../times.ts';
import { Neighbour, type Report, type Series } from './neighbour.ts';

const COUNT = times(2_000, 10_000);
/** Milliseconds from one request to the next. */
const EVERY = 0.05;
const LATENCY = 50;
const options = { data: 32, timeout: 1000, lateWindow: 100 };

/** Packets before the answers: more than the engine reads before it looks at its clock again. */
const BACKLOG = 20_000;

/**
 * Limit of processor time for a packet of the flood, as a multiple of what bringing it in takes: six times what was
 * measured.
 */
const LOOKED_AT = 3;

type Kind = 'healthy' | 'refusing' | 'silent';

const kindOf = (n: number): Kind => (n % 10 < 7 ? 'healthy' : n % 10 < 9 ? 'refusing' : 'silent');

describeInLab('a flood of packets that answer nothing', () => {
  let network: TunNetwork;
  let nextHost = 0;
  beforeAll(async () => {
    enterNamespace();
    network = await TunNetwork.create({ hosts: [] });
  });

  async function hosts(family: 4 | 6, count: number): Promise<string[]> {
    const refuse = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3, from: router(family) };
    const behaviours = { healthy: {}, refusing: { refuse }, silent: { silent: true } };
    const all = Array.from({ length: count }, (_, n): LabHost => {
      return { address: hostAddress(family, nextHost++), latency: LATENCY, ...behaviours[kindOf(n)] };
    });
    await network.setHosts(all);
    return all.map(({ address }) => address);
  }

  /** Packets that look almost like answers of one of the hosts; each host was sent a request before. */
  async function packetsFor(family: 4 | 6, addresses: readonly string[]): Promise<Uint8Array[]> {
    // While an interface has no room, requests leave by further sockets: each has an identifier of its own.
    const some = addresses.filter((_, n) => n % 20 === 0 || n === addresses.length - 1);
    const seen = (await Promise.all(some.map((host) => network.seen(host)))).flat();
    const sockets = new Map(seen.map((request) => [request.identifier, request.sequence]));
    const address = TunNetwork.addresses[family];
    return [...sockets].flatMap(([identifier, firstSequence]) =>
      floodPackets({ family, address, hosts: addresses, identifier, firstSequence }, Math.ceil(8_000 / sockets.size)),
    );
  }

  for (const sockets of ['raw', 'ping'] as const) {
    describe(`on ${sockets} sockets`, () => {
      let neighbour: Neighbour;
      beforeAll(async () => {
        neighbour = await Neighbour.start('process', sockets);
      });
      afterAll(() => neighbour.end());

      it.each([4, 6] as const)('credits nobody’s probe and holds up none, IPv%i', async (family) => {
        const addresses = await hosts(family, COUNT);
        const idle = neighbour.cpuTime();
        expect(tally(await neighbour.ping(once(family, addresses)), family, addresses)).toEqual(allRight);
        const quiet = neighbour.cpuTime();
        const packets = await packetsFor(family, addresses);

        const flood = network.flood(packets);
        await flood.started;
        const flooded = await neighbour.ping(once(family, addresses));
        const { written, cpuTime } = await flood.stop();
        const used = neighbour.cpuTime() - quiet - (quiet - idle);

        const { receiverDrops, foreign } = flooded.counted;
        const {
          [lost('healthy')]: healthy = 0,
          [lost('refusing')]: refusing = 0,
          ...rest
        } = tally(flooded, family, addresses);
        // Packets for which the system has no room are lost and counted; no request gets them.
        expect(healthy + refusing).toBeLessThanOrEqual(receiverDrops);
        expect({
          ...rest,
          [right.healthy]: rest[right.healthy]! + healthy,
          [right.refusing]: rest[right.refusing]! + refusing,
        }).toEqual(allRight);
        // It was a flood, it did reach the engine, and every request did go out.
        expect(written).toBeGreaterThan(2 * COUNT);
        expect(foreign + receiverDrops).toBeGreaterThan(written / 10);
        for (const [n, address] of addresses.slice(0, 500).entries())
          expect(await network.seen(address), `${n}`).toHaveLength(2);
        expect(used).toBeLessThan(LOOKED_AT * cpuTime);
      });

      // While the process is stopped, a backlog comes, then the answers, and then the time-outs pass.
      it.each([4, 6] as const)('hides no answer that came in time, IPv%i', async (family) => {
        const us = TunNetwork.addresses[family];
        const addresses = Array.from({ length: 100 }, () => hostAddress(family, nextHost++));
        await neighbour.ping(once(family, addresses.slice(0, 1), 1));
        const [first] = await network.seen(addresses[0]!);
        const { identifier, sequence: firstSequence } = first!;
        const target = { family, address: us, hosts: addresses, identifier, firstSequence };
        const packets = floodPackets(target, BACKLOG, 'aimed');
        // A busy machine needs longer for this, so the time-out is longer there.
        const rehearsal = performance.now();
        for (const packet of packets.slice(0, BACKLOG / 10)) network.bringIn(packet);
        const timeout = 1_000 + 50 * (performance.now() - rehearsal);

        const report = neighbour.ping(once(family, addresses, timeout));
        const last = addresses.at(-1)!;
        await expect.poll(() => network.seen(last), { timeout: 20_000 }).toHaveLength(1);
        neighbour.signal('SIGSTOP');
        const seen: SeenPacket[] = [];
        for (const host of addresses) seen.push((await network.seen(host)).at(-1)!);
        for (const packet of packets) network.bringIn(packet);
        for (const [n, echo] of seen.entries()) {
          const kind = kindOf(n);
          if (kind === 'healthy') network.bringIn(replyTo(family, us, addresses[n]!, echo));
          if (kind === 'refusing') network.bringIn(refusalOf(family, us, addresses[n]!, echo, router(family)));
        }
        const deadline = Math.max(...seen.map(({ at }) => at)) + timeout;
        await sleep(deadline - Number(process.hrtime.bigint()) / 1e6 + 100);
        // Requests without an answer end too, although there is always more to read.
        const flood = network.flood(packets);
        await flood.started;
        neighbour.signal('SIGCONT');
        const { results } = await report;
        await flood.stop();
        expect(tally({ results }, family, addresses, 0)).toEqual({
          [right.healthy]: 70,
          [right.refusing]: 20,
          [right.silent]: 10,
        });
      });

      it.each([4, 6] as const)('is not looked at by who expects nothing, IPv%i', async (family) => {
        const addresses = await hosts(family, 100);
        await neighbour.ping(once(family, addresses.slice(-1)));
        const packets = await packetsFor(family, addresses);
        await network.flood(packets, 100_000).flooded;
        const { counted } = await neighbour.ping([]);
        expect(counted).toMatchObject({ received: 0, foreign: 0, wakeUps: 0 });
        // Packets that still lie in the receive buffer do not make the first answer get lost either.
        await network.setHosts([{ address: addresses[0]!, latency: 1 }]);
        const { results } = await neighbour.ping([
          { family, destination: addresses[0]!, count: 1, start: 0, every: 0, options },
        ]);
        expect(results[0]![0]![0]).toMatchObject({ status: 0, address: addresses[0] });
      });
    });
  }
});

/** A request to each host, one after the other. */
function once(family: 4 | 6, addresses: readonly string[], timeout = options.timeout): Series[] {
  const start = Number(process.hrtime.bigint()) / 1e6 + 200;
  return addresses.map((destination, n) => ({
    family,
    destination,
    count: 1,
    start: start + n * EVERY,
    every: 0,
    options: { ...options, timeout },
  }));
}

const right = {
  healthy: 'healthy: 0 from it, end',
  refusing: 'refusing: 11003 from the router, end',
  silent: 'silent: 11010 from null, end',
};
const lost = (kind: Kind): string => `${kind}: 11010 from null, end`;
const allRight = { [right.healthy]: COUNT * 0.7, [right.refusing]: COUNT * 0.2, [right.silent]: COUNT * 0.1 };

/** The results of the requests to each kind of host, and how often each came. */
function tally(
  { results }: Pick<Report, 'results'>,
  family: 4 | 6,
  addresses: readonly string[],
  latency = LATENCY,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [n, [seen]] of results.entries()) {
    const [{ status, address, roundTripTime }, ...rest] = seen as [Report['results'][number][number][number]];
    const from = address === addresses[n] ? 'it' : address === router(family) ? 'the router' : `${address}`;
    const tooEarly = roundTripTime !== null && roundTripTime < latency ? `after ${roundTripTime} ms, ` : '';
    const what = `${kindOf(n)}: ${status} from ${from}, ${tooEarly}${rest.map(({ phase }) => phase).join(', ')}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

function router(family: 4 | 6): string {
  return hostAddress(family, 59_999);
}
