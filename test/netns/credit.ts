import { probe } from 'rxicmp';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { IpStatus4 } from '../../src/wire/status.ts';
import type { EngineLab } from './engineLab.ts';

const timedOut = { phase: 'outcome', status: IpStatus4.IP_REQ_TIMED_OUT, address: null, roundTripTime: null };
const data = Uint8Array.from({ length: 40 }, (_, i) => i * 3);

/** Replies that are late, repeated, damaged or for another request. */
export function credit(lab: () => EngineLab, family: 4 | 6): void {
  describe('credit', () => {
    it('a late reply is late, with its true round-trip time', async () => {
      const host = await lab().host(family, { latency: 80 });
      const completions = await lab().ping(family, host, { timeout: 30, lateWindow: 400 });
      expect(completions.map(({ phase }) => phase)).toEqual(['outcome', 'late', 'end']);
      expect(completions[0]).toMatchObject(timedOut);
      expect(completions[1]).toMatchObject({ status: 0, address: host, dataSize: 32 });
      expect(completions[1]!.roundTripTime).toBeGreaterThanOrEqual(80);
      expect(completions[1]!.roundTripTime).toBeLessThan(lab().heardAfter(completions[1]!));
    });

    it('a reply after the late window is nobody’s', async () => {
      const host = await lab().host(family, { latency: 100 });
      const { foreign } = lab().driver.counters();
      const completions = await lab().ping(family, host, { timeout: 20, lateWindow: 20 });
      expect(completions.map(({ phase }) => phase)).toEqual(['outcome', 'end']);
      const next = await lab().ping(family, host, { timeout: 5_000 });
      expect(next.map(({ phase, status }) => [phase, status])).toEqual([['outcome', 0]]);
      expect(next[0]!.roundTripTime).toBeGreaterThanOrEqual(100);
      // It was read before the answer to the next request, at the latest.
      expect(lab().driver.counters().foreign).toBe(foreign + 1);
    });

    it('duplicates are told from the outcome, each with its true round-trip time', async () => {
      const host = await lab().host(family, { latency: 40, copies: 3 });
      const completions = await lab().ping(family, host, { timeout: 1000, lateWindow: 1 });
      expect(completions.map(({ phase }) => phase)).toEqual(['outcome', 'duplicate', 'duplicate', 'end']);
      for (const [i, completion] of completions.slice(0, 3).entries()) {
        const { status, roundTripTime } = completion;
        expect(status).toBe(0);
        expect(roundTripTime).toBeGreaterThanOrEqual(40 * (i + 1));
        expect(roundTripTime).toBeLessThan(lab().heardAfter(completion));
      }
    });

    it('duplicates do not reach the next request', async () => {
      const host = await lab().host(family, { latency: 20, copies: 4 });
      const first = await lab().ping(family, host);
      const second = await lab().ping(family, host, { timeout: 1000 });
      expect([first.length, second.length]).toEqual([1, 1]);
      expect(second[0]!.roundTripTime).toBeGreaterThanOrEqual(20);
    });

    it('every duplicate of many requests at once is told', async () => {
      const hosts = await lab().hosts(family, ...Array.from({ length: 200 }, () => ({ latency: 10, copies: 2 })));
      const all = await lab().pingAll(family, hosts, { timeout: 300, lateWindow: 1 });
      for (const [i, completions] of all.entries()) {
        expect(completions.map(({ phase }) => phase)).toEqual(['outcome', 'duplicate', 'end']);
        for (const { address } of completions.slice(0, 2)) expect(address).toBe(hosts[i]);
      }
    });

    it('a corrupted reply with a wrong checksum is nobody’s', async () => {
      const host = await lab().host(family, { corrupt: 'checksum' });
      expect(await lab().ping(family, host, { timeout: 60 })).toMatchObject([timedOut]);
      expect(await lab().network.seen(host)).toHaveLength(1);
    });

    it('a reply that was changed behind an intact cookie is a success that says so', async () => {
      const host = await lab().host(family, { corrupt: 'payload' });
      expect(await lab().ping(family, host)).toMatchObject([{ status: 0, altered: true, truncated: false }]);
      expect(await lab().ping(family, await lab().host(family, {}))).toMatchObject([{ status: 0, altered: false }]);
      const reply = await firstValueFrom(probe(host, { driver: lab().driver }));
      expect(reply).toMatchObject({ status: 'success', altered: true, truncated: false });
    });

    it('a reply with other bytes than the caller’s is nobody’s', async () => {
      const host = await lab().host(family, { corrupt: 'payload' });
      expect(await lab().ping(family, host, { timeout: 60, data })).toMatchObject([timedOut]);
    });

    for (const foreign of ['id', 'sequence', 'cookie'] as const) {
      it(`a reply with a foreign ${foreign} is nobody’s`, async () => {
        const host = await lab().host(family, { foreign });
        expect(await lab().ping(family, host, { timeout: 60, lateWindow: 20 })).toMatchObject([
          timedOut,
          { phase: 'end' },
        ]);
      });

      it(`a reply with a foreign ${foreign} does not hide the right one after it`, async () => {
        const host = await lab().host(family, { impostor: foreign, latency: 30 });
        const [outcome, ...rest] = await lab().ping(family, host);
        expect(outcome).toMatchObject({ status: 0, address: host, altered: false });
        expect(outcome!.roundTripTime).toBeGreaterThanOrEqual(30);
        expect(rest).toEqual([]);
      });
    }

    it('a reply with a neighbour’s sequence is not credited to the neighbour', async () => {
      const behaviours = Array.from({ length: 100 }, (_, i) =>
        i % 2 === 0 ? { foreign: 'sequence' as const } : { silent: true },
      );
      const hosts = await lab().hosts(family, ...behaviours);
      for (const completions of await lab().pingAll(family, hosts, { timeout: 80 })) {
        expect(completions).toMatchObject([timedOut]);
      }
    });

    it('a reply from another address proves itself by our cookie, and its address is told', async () => {
      const host = await lab().host(family, { foreign: 'address' });
      const [outcome] = await lab().ping(family, host);
      expect(outcome).toMatchObject({ status: 0 });
      expect(outcome!.address).not.toBe(host);
    });

    it('a reply from another address cannot prove itself by the caller’s bytes', async () => {
      const silent = await lab().host(family, { foreign: 'address' });
      expect(await lab().ping(family, silent, { timeout: 60, data })).toMatchObject([timedOut]);
      const host = await lab().host(family, { impostor: 'address', latency: 30 });
      const [outcome] = await lab().ping(family, host, { data, wantData: true });
      expect(outcome).toMatchObject({ status: 0, address: host, data });
      expect(outcome!.roundTripTime).toBeGreaterThanOrEqual(30);
    });

    it('a truncated reply is a success that says so', async () => {
      const host = await lab().host(family, { truncateTo: 16 });
      expect(await lab().ping(family, host)).toMatchObject([{ status: 0, truncated: true, dataSize: 16 }]);
      const own = await lab().ping(family, host, { data, wantData: true });
      expect(own).toMatchObject([{ status: 0, truncated: true, dataSize: 16, data: data.slice(0, 16) }]);
    });

    it('a reply that is cut into its cookie is nobody’s', async () => {
      const host = await lab().host(family, { truncateTo: 3 });
      expect(await lab().ping(family, host, { timeout: 60 })).toMatchObject([timedOut]);
    });

    it('messages that answer nothing are nobody’s', async () => {
      const silent = await lab().host(family, { junk: true, copies: 0 });
      expect(await lab().ping(family, silent, { timeout: 60 })).toMatchObject([timedOut]);
      const host = await lab().host(family, { junk: true, latency: 30 });
      expect(await lab().ping(family, host)).toMatchObject([{ status: 0, address: host }]);
    });

    it('a payload of no bytes and one of 65,500 come back', async () => {
      const host = await lab().host(family, {});
      expect(await lab().ping(family, host, { data: 0 })).toMatchObject([{ status: 0, dataSize: 0, truncated: false }]);
      const large = Uint8Array.from({ length: 65_500 }, (_, i) => i * 7);
      const [outcome] = await lab().ping(family, host, { data: large, wantData: true });
      expect(outcome).toMatchObject({ status: 0, dataSize: 65_500, truncated: false });
      expect(Buffer.compare(outcome!.data!, large)).toBe(0);
    });
  });
}
