import { ping, probe, type EchoReply } from 'rxicmp';
import { decodeIpOptions, encodeIpOptions, type EchoCompletion, type IpOption } from 'rxicmp/icmpapi';
import { firstValueFrom, takeWhile, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Bridge } from '../lab/bridge.ts';
import type { EngineLab } from './engineLab.ts';

/** How many machines there are beside this one. */
export const PEERS = 3;
const peers = Array.from({ length: PEERS }, (_, n) => n + 2);

/** Machines on a real link, whose kernels answer by themselves. */
export function neighbourhood(lab: () => Pick<EngineLab, 'driver' | 'ping'>, bridge: () => Bridge): void {
  const device = { networkInterface: Bridge.device };
  const peersOf = (kind: 4 | 6 | 'link-local'): string[] => peers.map((n) => Bridge.address(kind, n));

  /** The hosts that answered, sorted, once everything else about the answers is right. */
  function responders(completions: readonly EchoCompletion[]): string[] {
    const end = completions.at(-1);
    expect(end).toMatchObject({ phase: 'end', final: true, address: null });
    const outcomes = completions.slice(0, -1);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ phase: 'outcome', final: false, status: 0, dataSize: 32, truncated: false });
      expect(outcome.roundTripTime).toBeGreaterThan(0);
    }
    return outcomes.map(({ address }) => address!).sort();
  }

  describe('everybody answers, until the time-out', () => {
    it.each([
      ['the broadcast of the subnet', Bridge.broadcast, {}],
      ['the broadcast of the subnet, from a source', Bridge.broadcast, { source: Bridge.address(4, 1), ttl: 1 }],
      ['the broadcast of a link', '255.255.255.255', device],
      ['all systems of a link', '224.0.0.1', device],
    ])('%s', async (_title, destination, options) => {
      const completions = await lab().ping(4, destination, { timeout: 300, ...options });
      expect(responders(completions)).toEqual(peersOf(4));
    });

    it('all nodes of an IPv6 link, this machine among them', async () => {
      const completions = await lab().ping(6, `ff02::1%${Bridge.device}`, { timeout: 300 });
      const everybody = [1, ...peers].map((n) => `${Bridge.address('link-local', n)}%${Bridge.device}`);
      expect(responders(completions)).toEqual(everybody);
    });

    it('all nodes of an IPv6 link, with the caller’s bytes and a global source', async () => {
      const data = Uint8Array.from({ length: 32 }, (_, i) => i);
      const options = { timeout: 300, data, source: Bridge.address(6, 1), ...device };
      const seen = responders(await lab().ping(6, `ff02::1%${Bridge.device}`, options));
      expect(seen).toEqual([1, ...peers].map((n) => Bridge.address(6, n)));
    });

    it('of two requests at once each has all of its answers, and none of the other’s', async () => {
      const both = await Promise.all(
        [1, 2].map(() => lab().ping(4, Bridge.broadcast, { timeout: 300, lateWindow: 50 })),
      );
      for (const completions of both) expect(responders(completions)).toEqual(peersOf(4));
    });

    it('and a probe takes the first', async () => {
      const { driver } = lab();
      const reply = await firstValueFrom(probe(Bridge.broadcast, { driver }));
      expect(reply).toMatchObject({ status: 'success', destination: Bridge.broadcast });
      expect(peersOf(4)).toContain(reply.responder);
      expect(driver.counters().outstanding).toBe(0);
    });
  });

  it('kernels write themselves into recorded routes and times', async () => {
    const [us, peer] = [Bridge.address(4, 1), Bridge.address(4, 2)];
    const asked: readonly IpOption[] = [
      { kind: 'record-route', addresses: [], room: 4 },
      { kind: 'timestamp', addresses: 'recorded', stamps: [], room: 2, overflow: 0 },
    ];
    const [outcome] = await lab().ping(4, peer, { optionsData: encodeIpOptions(asked) });
    const [route, times] = decodeIpOptions(outcome!.optionsData!);
    expect(route).toMatchObject({ kind: 'record-route' });
    expect((route as IpOption & { readonly kind: 'record-route' }).addresses.slice(0, 2)).toEqual([us, peer]);
    expect(times).toMatchObject({ kind: 'timestamp', stamps: [{ address: us }, { address: peer }] });
  });

  it.each([4, 6] as const)('a link that goes down and up again: not-sent, then success, IPv%i', async (family) => {
    const { driver } = lab();
    const target = Bridge.address(family, 2);
    const replies: EchoReply[] = [];
    // A busy machine may leave beats out at any moment: only the other beats count.
    const sent: EchoReply[] = [];
    let [down, up] = [false, false];
    const series = ping(target, { interval: 20, timeout: 2000, driver }).pipe(
      takeWhile((reply) => {
        replies.push(reply);
        if (reply.status !== 'skipped') sent.push(reply);
        const last = sent.slice(-5);
        if (!down && sent.length >= 5) {
          bridge().set('down');
          down = true;
        } else if (down && !up && last.every(({ status }) => status === 'not-sent')) {
          bridge().set('up');
          up = true;
        }
        return !(up && last.every(({ status }) => status === 'success'));
      }),
      toArray(),
    );
    try {
      await firstValueFrom(series);
    } finally {
      bridge().set('up');
    }
    // One at most was on its way when the link went, and the neighbour may have to be found again when it is back.
    expect(sent.slice(0, 5).map(({ status }) => status)).toEqual(Array(5).fill('success'));
    const unsent = sent.filter(({ status }) => status === 'not-sent');
    expect(unsent.length).toBeGreaterThanOrEqual(5);
    for (const reply of unsent) {
      expect(reply).toMatchObject({ errorCode: 'ENETUNREACH', responder: null, rtt: null, destination: target });
    }
    // Each beat is emitted once, in whatever order the answers come, including beats that a busy machine left out.
    const beats = replies.flatMap(({ sequence, missed }) =>
      Array.from({ length: missed || 1 }, (_, n) => sequence + n),
    );
    expect(beats.sort((a, b) => a - b)).toEqual([...beats.keys()]);
    expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
  });

  it('a source that goes with its link is not-sent too, and comes back', async () => {
    const { driver } = lab();
    const sent: EchoReply[] = [];
    const options = { interval: 20, timeout: 2000, source: Bridge.address(4, 1), ...device, driver };
    const series = ping(Bridge.address(4, 2), options).pipe(
      takeWhile((reply) => {
        if (reply.status === 'skipped') return true;
        sent.push(reply);
        if (sent.length === 3) bridge().set('down');
        if (sent.length === 10) bridge().set('up');
        return !(sent.length > 10 && reply.status === 'success');
      }),
    );
    try {
      await new Promise<void>((resolve, reject) => series.subscribe({ complete: resolve, error: reject }));
    } finally {
      bridge().set('up');
    }
    expect(sent[8]).toMatchObject({ status: 'not-sent' });
    expect(sent.at(-1)).toMatchObject({ status: 'success' });
  });
}
