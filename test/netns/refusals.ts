import { describe, expect, it } from 'vitest';
import { IP_FLAG_DF } from '../../src/icmpapi/ipFlags.ts';
import { IpStatus4 } from '../../src/wire/status.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { unsentAddress } from '../lab/unsentAddress.ts';
import type { EngineLab } from './engineLab.ts';

const timedOut = { phase: 'outcome', status: IpStatus4.IP_REQ_TIMED_OUT, address: null, roundTripTime: null };

/** ICMP errors: who sends them, about which host, and how much they quote. */
export function refusals(lab: () => EngineLab, family: 4 | 6): void {
  const from = hostAddress(family, 50_000);
  const refuse = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3, from };
  const refused = {
    phase: 'outcome',
    final: true,
    status: 11003,
    address: from,
    icmpType: refuse.type,
    icmpCode: refuse.code,
  };

  describe('refusals', () => {
    for (const quote of ['all', 8] as const) {
      it(`a refusal that quotes ${quote === 8 ? '8 bytes' : 'everything'} is the outcome, with its round-trip time`, async () => {
        const host = await lab().host(family, { refuse, quote, latency: 20, ttl: 200 });
        const timeout = 400;
        const completions = await lab().ping(family, host, { timeout });
        const unproven = quote === 8;
        expect(completions).toMatchObject([{ ...refused, ttl: 200, errorCode: null, dataSize: null, unproven }]);
        expect(completions[0]!.roundTripTime).toBeGreaterThanOrEqual(20);
        expect(completions[0]!.roundTripTime).toBeLessThan(lab().heardAfter(completions[0]!));
      });

      it(`a refusal that quotes ${quote === 8 ? '8 bytes' : 'everything'} of the caller’s payload is the outcome`, async () => {
        const host = await lab().host(family, { refuse, quote });
        const data = Uint8Array.from({ length: 40 }, (_, i) => i);
        const unproven = quote === 8;
        expect(await lab().ping(family, host, { data, timeout: 400 })).toMatchObject([{ ...refused, unproven }]);
      });
    }

    it('a late refusal is late', async () => {
      const host = await lab().host(family, { refuse, latency: 60 });
      const completions = await lab().ping(family, host, { timeout: 20, lateWindow: 300 });
      expect(completions.map(({ phase }) => phase)).toEqual(['outcome', 'late', 'end']);
      expect(completions[1]).toMatchObject({ ...refused, phase: 'late', final: false });
    });

    it('a refusal that quotes our cookie may quote another address: routers translate addresses', async () => {
      const host = await lab().host(family, { refuse, foreign: 'address' });
      expect(await lab().ping(family, host)).toMatchObject([{ ...refused, unproven: false }]);
    });

    for (const foreign of ['id', 'sequence', 'address'] as const) {
      const quote = foreign === 'address' ? 8 : 'all';
      it(`a refusal of a packet with a foreign ${foreign} is nobody’s`, async () => {
        const host = await lab().host(family, { refuse, foreign, quote });
        expect(await lab().ping(family, host, { timeout: 60 })).toMatchObject([timedOut]);
      });

      it(`a refusal of a packet with a foreign ${foreign} does not hide the right one after it`, async () => {
        const host = await lab().host(family, { refuse, impostor: foreign, latency: 30, quote });
        const completions = await lab().ping(family, host, { timeout: 400 });
        expect(completions).toMatchObject([refused]);
        expect(completions[0]!.roundTripTime).toBeGreaterThanOrEqual(30);
      });
    }

    it('a refusal with a wrong checksum is nobody’s', async () => {
      const host = await lab().host(family, { refuse, corruptErrors: true });
      expect(await lab().ping(family, host, { timeout: 60 })).toMatchObject([timedOut]);
    });

    // After a refusal of the second kind the system takes the path for lost, and tells every socket so.
    it.each([
      ['refused', refuse.code, 11003],
      ['prohibited', family === 4 ? 2 : 1, 11004],
    ])('1,000 %s and 1,000 healthy hosts, interleaved, each get their own outcome', async (_what, code, refusal) => {
      const behaviours = Array.from({ length: 2000 }, (_, i) =>
        i % 2 === 0 ? { latency: 1 } : { refuse: { ...refuse, code }, latency: 1 },
      );
      const hosts = await lab().hosts(family, ...behaviours);
      const swapped: unknown[] = [];
      // On a ping socket the next call gets the errno of any refusal. It takes many for one to come between two calls.
      for (let round = 0; round < 10; round++) {
        for (const [i, completions] of (await lab().pingAll(family, hosts, { timeout: 5000 })).entries()) {
          const [{ status, address } = { status: -1, address: null }] = completions;
          const right = i % 2 === 0 ? status === 0 && address === hosts[i] : status === refusal && address === from;
          if (!right || completions.length !== 1) swapped.push({ host: hosts[i], healthy: i % 2 === 0, completions });
        }
      }
      expect(swapped.slice(0, 3), `${swapped.length} outcomes`).toEqual([]);
    });

    it('the routers on the way let low TTLs expire, all at once', async () => {
      const host = await lab().host(family, { hops: 6, latency: 3 });
      const handle = await Promise.all([1, 2, 3, 4, 5, 6].map((ttl) => lab().ping(family, host, { ttl })));
      for (const [i, completions] of handle.entries()) {
        const expired = {
          status: 11013,
          address: routerAddress(family, i + 1),
          icmpType: family === 4 ? 11 : 3,
          ttl: 64 - i,
        };
        expect(completions).toMatchObject([i < 5 ? expired : { status: 0, address: host, ttl: 59 }]);
      }
    });

    it('a packet that is too big is told the MTU of the next hop, every time', async () => {
      const host = await lab().host(family, { hops: 2, mtu: 1300 });
      const tooBig = { status: 11009, mtu: 1300, address: routerAddress(family, 1), errorCode: null };
      // The second request also asks the path itself, not what the kernel remembers of it.
      for (let i = 1; i <= 2; i++) {
        const completions = await lab().ping(family, host, { data: 1400, flags: IP_FLAG_DF });
        expect(completions).toMatchObject([tooBig]);
        expect(await lab().network.seen(host)).toHaveLength(i);
      }
      expect(await lab().ping(family, host, { data: 1200, flags: IP_FLAG_DF })).toMatchObject([
        { status: 0, mtu: null },
      ]);
    });

    it('a packet larger than the interface with DF is too big, and is not sent', async () => {
      const host = await lab().host(family, {});
      const completions = await lab().ping(family, host, { data: 2000, flags: IP_FLAG_DF });
      expect(completions).toMatchObject([{ status: 11009, errorCode: 'EMSGSIZE', mtu: 1500, final: true }]);
      expect(await lab().network.seen(host)).toEqual([]);
    });

    for (const unsent of ['EHOSTUNREACH', 'ENETUNREACH', 'EACCES'] as const) {
      it(`${unsent} of the system is an outcome, and nothing is sent`, async () => {
        const status = { EHOSTUNREACH: 11003, ENETUNREACH: 11002, EACCES: 11050 }[unsent];
        const [host, healthy] = [unsentAddress(family, unsent), await lab().host(family, {})];
        const all = await lab().pingAll(family, [host, healthy, host]);
        const refusal = { phase: 'outcome', final: true, status, errorCode: unsent, roundTripTime: null };
        expect(all).toMatchObject([[refusal], [{ status: 0 }], [refusal]]);
        expect(await lab().network.seen(host)).toEqual([]);
      });
    }
  });
}
