import { isOutcome, ping, traceroute, type EchoReply, type Hop } from 'rxicmp';
import { parseScenario, simulate, toScenario } from 'rxicmp/testing';
import { lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { beforeAll, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { EngineLab } from './engineLab.ts';

describeInLab('a recording of a real engine on a lossy network', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.start('raw');
  });

  const all = <T>(stream: Observable<T>): Promise<T[]> => lastValueFrom(stream.pipe(toArray()));
  const replay = async <T extends EchoReply | Hop>(values: readonly T[], stream: () => Observable<T>): Promise<T[]> => {
    const scenario = await lastValueFrom(of(...values).pipe(toScenario()));
    // As a file.
    const parsed = parseScenario(JSON.parse(JSON.stringify(scenario)));
    return simulate(parsed, ({ record }) => record(stream(), 600_000)).map(({ value }) => value);
  };
  const told = ({ sequence, status, rtt, responder, replyTtl, size, icmp, mtu }: EchoReply) => ({
    sequence,
    status,
    rtt,
    responder,
    replyTtl,
    size,
    icmp,
    mtu,
  });
  const bySequence = (a: EchoReply, b: EchoReply): number =>
    a.sequence - b.sequence || Number(isOutcome(b)) - Number(isOutcome(a)) || (a.rtt ?? 0) - (b.rtt ?? 0);

  it.each([4, 6] as const)(
    'has the same outcomes and times in IPv%i, one by one',
    { timeout: 60_000 },
    async (family) => {
      const from = routerAddress(family, 5);
      const refuse = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3, from };
      const [host] = await lab.hosts(family, {
        latency: { range: { min: 1, max: 90 } },
        loss: { bursts: { enter: 0.1, leave: 0.4 } },
        refuse,
        refused: 0.2,
        copied: 0.1,
      });
      // Beats that this machine leaves out are not compared.
      const series = (): Observable<EchoReply> =>
        ping(host!, { count: 80, interval: 25, timeout: 60, lateWindow: 100 });
      const values = await all(
        ping(host!, { driver: lab.driver, count: 80, interval: 25, timeout: 60, lateWindow: 100 }),
      );
      const missed = values.reduce((sum, one) => sum + one.missed, 0);
      expect(missed).toBeLessThan(40);
      const again = await replay(values, series);
      const kept = values.filter(({ status }) => status !== 'skipped').sort(bySequence);
      expect(new Set(kept.map(({ status }) => status)).size).toBeGreaterThan(3);
      const known = new Set(kept.map(({ sequence }) => sequence));
      const played = again.filter(({ sequence }) => known.has(sequence)).sort(bySequence);
      const within = kept.filter(({ sequence }) => sequence < 80);
      expect(played.map(told)).toEqual(within.map(told));
    },
  );

  it.each([4, 6] as const)('has the same route in IPv%i, round after round', { timeout: 60_000 }, async (family) => {
    const routers = [routerAddress(family, 1), null, routerAddress(family, 3)];
    const host = await lab.host(family, { latency: { range: { min: 1, max: 9 } }, loss: 0.2, routers });
    const options = { rounds: 4, timeout: 100, interval: 300 };
    const hops = await all(traceroute(host, { driver: lab.driver, ...options }));
    const again = await replay(hops, () => traceroute(host, options));
    const shown = ({ round, ttl, responders, final, replies }: Hop) => ({
      round,
      ttl,
      responders,
      final,
      replies: replies.map(told).map(({ sequence: _, ...rest }) => rest),
    });
    expect(again.map(shown)).toEqual(hops.map(shown));
  });
});
