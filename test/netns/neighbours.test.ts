import { IP_FLAG_DF } from 'rxicmp/icmpapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { enterNamespace } from '../lab/namespace.ts';
import type { SeenPacket } from '../lab/seenPacket.ts';
import { TunNetwork } from '../lab/tun.ts';
import { Neighbour, type Report, type Series } from './neighbour.ts';

/** Requests of a series, and milliseconds from one to the next. */
const COUNT = 100;
const EVERY = 3;
const SAME_BYTES = Array.from({ length: 40 }, (_, i) => i);

/**
 * The neighbours that ping, each with the flags of its requests; requests with DF leave through a socket of their own.
 */
const arrangements = {
  'two processes': ['process', [[0], [0]]],
  'two environments': ['worker', [[0], [0]]],
  'two sockets': ['worker', [[0, IP_FLAG_DF]]],
} as const;

/** A host that all of them ping, and what it answers. */
interface Host {
  readonly address: string;
  readonly status: number;
  readonly from: string;
  /** Every so many requests get no answer: their sender could take the answer to another one. */
  readonly lossEvery: number;
}

describeInLab('neighbours', () => {
  let network: TunNetwork;
  let nextHost = 0;

  beforeAll(async () => {
    enterNamespace();
    network = await TunNetwork.create({ hosts: [] });
  });

  async function hosts(family: 4 | 6): Promise<Host[]> {
    const [type, code] = family === 4 ? [3, 1] : [1, 3];
    const refuse = { type, code, from: hostAddress(family, 59_999) };
    const [good, lossy, refusing] = [0, 1, 2].map(() => hostAddress(family, nextHost++)) as [string, string, string];
    await network.setHosts([
      { address: good, latency: 20 },
      { address: lossy, latency: 20, loss: { every: 3 } },
      { address: refusing, latency: 20, loss: { every: 3 }, refuse },
    ]);
    return [
      { address: good, status: 0, from: good, lossEvery: Infinity },
      { address: lossy, status: 0, from: lossy, lossEvery: 3 },
      { address: refusing, status: 11003, from: refuse.from, lossEvery: 3 },
    ];
  }

  for (const sockets of ['raw', 'ping'] as const) {
    for (const [title, [kind, flags]] of Object.entries(arrangements)) {
      describe(`${title} on ${sockets} sockets`, () => {
        let neighbours: Neighbour[];
        beforeAll(async () => {
          neighbours = await Promise.all(flags.map(() => Neighbour.start(kind, sockets)));
        });
        afterAll(() => Promise.all(neighbours.map((neighbour) => neighbour.end())));

        for (const family of [4, 6] as const) {
          it(`never take each other’s replies and refusals, IPv${family}`, async () => {
            const all = await hosts(family);
            const asked = seriesOf(family, flags, all);
            const reports = await Promise.all(neighbours.map((neighbour, i) => neighbour.ping(asked[i]!)));
            const packets = new Map<string, readonly SeenPacket[]>();
            for (const { address } of all) packets.set(address, await network.seen(address));
            for (const [i, report] of reports.entries()) checkReport(report, asked[i]!, all, packets);
            // The neighbours really pinged at the same time.
            const toses = packets.get(all[0]!.address)!.map(({ tos }) => tos);
            expect(toses.filter((tos, n) => n > 0 && tos !== toses[n - 1]).length).toBeGreaterThan(COUNT / 2);
          });
        }
      });
    }
  }
});

/** For each neighbour: every host, with a cookie and with the same bytes, from every socket of its. */
function seriesOf(family: 4 | 6, flags: readonly (readonly number[])[], hosts: readonly Host[]): Series[][] {
  const start = Number(process.hrtime.bigint()) / 1e6 + 100;
  // Sequence numbers are the same everywhere. The TOS comes back, and tells to whom an answer belongs.
  let series = 0;
  return flags.map((own) =>
    own.flatMap((flag) =>
      hosts.flatMap(({ address }) =>
        [32, SAME_BYTES].map((data) => {
          const options = { tos: 4 * ++series, flags: flag, data, timeout: 1000, lateWindow: 100 };
          return { family, destination: address, count: COUNT, start, every: EVERY, options };
        }),
      ),
    ),
  );
}

function checkReport(
  { results, counted }: Report,
  asked: readonly Series[],
  hosts: readonly Host[],
  packets: ReadonlyMap<string, readonly SeenPacket[]>,
): void {
  let received = 0;
  for (const [i, { destination, options }] of asked.entries()) {
    const { address, status, from, lossEvery } = hosts.find((host) => host.address === destination)!;
    // The host counts what it gets of all of them.
    const arrived = packets.get(address)!.flatMap(({ tos }, n) => (tos === options.tos ? [n + 1] : []));
    const answered = arrived.filter((n) => n % lossEvery !== 0).length;
    received += answered;
    expect(arrived).toHaveLength(COUNT);
    const outcomes = results[i]!.map(([outcome, ...rest]) => {
      expect(rest.map(({ phase }) => phase)).toEqual(['end']);
      return { ...outcome!, roundTripTime: 0, rttClock: null };
    });
    const own = { phase: 'outcome', status, address: from, tos: options.tos, roundTripTime: 0, rttClock: null };
    const none = { phase: 'outcome', status: 11010, address: null, tos: null, roundTripTime: 0, rttClock: null };
    const [lost, got] = [true, false].map((isLost) => outcomes.filter((each) => (each.status === 11010) === isLost));
    expect(got).toEqual(Array(answered).fill(own));
    expect(lost).toEqual(Array(COUNT - answered).fill(none));
  }
  // The kernel keeps away packets that are not ours.
  expect(counted).toMatchObject({ received, foreign: 0, duplicates: 0, late: 0 });
}
