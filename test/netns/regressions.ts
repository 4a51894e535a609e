import { readFileSync } from 'node:fs';
import { probe, type EchoOutcome } from 'rxicmp';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { echoRequest } from '../../src/icmpapi/echoRequest.ts';
import type { EchoCompletion, EchoRequest, IcmpHandle } from '../../src/icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../../src/icmpapi/ipFlags.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import type { EngineLab } from './engineLab.ts';

/** What libraries like this one got wrong for years. Each test is named for what holds here. */
export function regressions(lab: () => EngineLab, family: 4 | 6): void {
  const unreachable = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3 };

  /** A request on a handle of the caller's, and everything that came of it so far. */
  function send(handle: IcmpHandle, destination: string, options: Partial<EchoRequest> = {}) {
    const completions: EchoCompletion[] = [];
    const request = echoRequest(destination, options);
    const pending = lab().driver.sendEcho2Ex(handle, request, (completion) => completions.push(completion));
    return { completions, pending };
  }

  const ends = (sent: readonly { readonly completions: readonly EchoCompletion[] }[]) =>
    expect.poll(() => sent.every(({ completions }) => completions.at(-1)?.final === true), { timeout: 10_000 });

  const outcome = (target: string, options = {}): Promise<EchoOutcome> =>
    firstValueFrom(probe(target, { driver: lab().driver, ...options }));

  // The seven defects that surge-ping repaired in 0.9.1, its pull request 54.
  describe('one socket for everybody', () => {
    it('closing one handle leaves the requests of the others alone', async () => {
      // Long enough for a busy machine to close the first handle before the answers come.
      const host = await lab().host(family, { latency: 600 });
      const { driver } = lab();
      const [first, second] = [driver.createFile(family), driver.createFile(family)];
      const ended = Array.from({ length: 20 }, () => send(first, host));
      const kept = Array.from({ length: 20 }, () => send(second, host));
      await expect.poll(() => lab().network.seen(host)).toHaveLength(40);
      driver.closeHandle(first);
      await ends(kept).toBe(true);
      for (const { completions } of kept) expect(completions).toMatchObject([{ status: 0, address: host }]);
      for (const { completions } of ended) expect(completions).toEqual([]);
      driver.closeHandle(second);
    });

    it('two requests that are the same byte for byte each have an outcome of their own', async () => {
      const data = Uint8Array.from({ length: 40 }, (_, i) => i);
      const [host, lossy] = (await lab().hosts(family, { latency: 30 }, { latency: 30, loss: { every: 2 } })) as [
        string,
        string,
      ];
      const both = await lab().pingAll(family, [host, host], { data });
      expect(both).toMatchObject([[{ status: 0, address: host }], [{ status: 0, address: host }]]);
      const one = await lab().pingAll(family, [lossy, lossy], { data, timeout: 300 });
      expect(one.map(([completion]) => completion!.status).sort()).toEqual([0, 11010]);
    });

    it('cancelled requests give their sequence numbers back', async () => {
      const [host, silent] = (await lab().hosts(family, {}, { silent: true })) as [string, string];
      const { driver } = lab();
      const handle = driver.createFile(family);
      const sockets = countSockets();
      // More than there are sequence numbers, and never all at once.
      for (let round = 0; round < 3; round++) {
        const sent = Array.from({ length: 22_000 }, () => send(handle, silent, { timeout: 60_000, reportSent: true }));
        await expect
          .poll(() => sent.every(({ completions }) => completions.length === 1), { timeout: 10_000 })
          .toBe(true);
        for (const { pending } of sent) pending.cancel();
        expect(driver.counters().outstanding).toBe(0);
      }
      expect(await lab().ping(family, host, { timeout: 5000 })).toMatchObject([{ status: 0, address: host }]);
      expect(countSockets()).toBe(sockets);
      driver.closeHandle(handle);
    });

    it('cancelling what has ended, and closing its handle, leaves alone who came in its place', async () => {
      const [quick, slow] = (await lab().hosts(family, {}, { latency: 80 })) as [string, string];
      const { driver } = lab();
      const [first, second] = [driver.createFile(family), driver.createFile(family)];
      const finished = send(first, quick);
      await ends([finished]).toBe(true);
      const waiting = send(second, slow);
      await expect.poll(() => lab().network.seen(slow)).toHaveLength(1);
      finished.pending.cancel();
      driver.closeHandle(first);
      await ends([waiting]).toBe(true);
      expect(waiting.completions).toMatchObject([{ status: 0, address: slow }]);
      driver.closeHandle(second);
    });

    it('closing the last handle ends what is in flight at once', async () => {
      const silent = await lab().host(family, { silent: true });
      const { driver } = lab();
      const handle = driver.createFile(family);
      const sent = Array.from({ length: 100 }, () => send(handle, silent, { timeout: 60_000 }));
      await expect.poll(() => lab().network.seen(silent)).toHaveLength(100);
      driver.closeHandle(handle);
      expect(driver.counters()).toMatchObject({ outstanding: 0, handles: 0 });
      expect(sent.every(({ completions }) => completions.length === 0)).toBe(true);
      expect(() => send(handle, silent)).toThrow(expect.objectContaining({ code: 'ERR_ICMP_HANDLE_CLOSED' }));
    });

    it('an error of a router is about whom it quotes, not about the router', async () => {
      const far = await lab().host(family, { hops: 5 });
      const router = routerAddress(family, 1);
      await lab().network.setHosts([{ address: router, silent: true }]);
      const silent = await lab().pingAll(family, [router, far], { ttl: 1, timeout: 300 });
      expect(silent).toMatchObject([[{ status: 11010 }], [{ status: 11013, address: router }]]);
      await lab().network.setHosts([{ address: router, latency: 30 }]);
      const healthy = await lab().pingAll(family, [router, far, router], { ttl: 1 });
      const answered = [{ status: 0, address: router }];
      expect(healthy).toMatchObject([answered, [{ status: 11013, address: router }], answered]);
    });

    it('the request is found behind whatever header the error quotes', async () => {
      const refuse = { ...unreachable, from: hostAddress(family, 50_000) };
      const refused = [{ status: 11003, address: refuse.from }];
      // Router alert and the longest there may be: nothing was sent with them.
      for (const size of [4, 40]) {
        const quoteOptions = Uint8Array.from({ length: size }, (_, i) => [148, 4, 0, 0][i] ?? 1);
        const hosts = await lab().hosts(family, { refuse, quoteOptions }, { refuse, quoteOptions, quote: 8 });
        expect(await lab().pingAll(family, hosts)).toMatchObject([refused, refused]);
      }
      // In IPv6 a fragment header is quoted.
      const host = await lab().host(family, { refuse });
      expect(await lab().ping(family, host, { data: 4000 })).toMatchObject(refused);
    });

    it('identifier and sequence are read where they stand, in errors of eight bytes too', async () => {
      const refuse = { ...unreachable, from: hostAddress(family, 50_000) };
      const behaviours = Array.from({ length: 200 }, (_, i) => ({ refuse, latency: 200 - i, quote: 8 as const }));
      const hosts = await lab().hosts(family, ...behaviours);
      for (const [i, completions] of (await lab().pingAll(family, hosts)).entries()) {
        expect(completions).toMatchObject([{ status: 11003, address: refuse.from }]);
        expect(completions[0]!.roundTripTime).toBeGreaterThanOrEqual(200 - i);
      }
    });
  });

  // The wrong answers of net-ping 1.2.4.
  describe('whose answer it is, and what it says', () => {
    it('a silent host is not up because another one answers', async () => {
      const behaviours = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? { copies: 3 } : { silent: true }));
      const hosts = await lab().hosts(family, ...behaviours);
      // Each request has a handle of its own, as separate sessions would.
      const all = await Promise.all(hosts.map((host) => lab().ping(family, host, { timeout: 300 })));
      for (const [i, completions] of all.entries()) {
        expect(completions).toMatchObject([i % 2 === 0 ? { status: 0, address: hosts[i] } : { status: 11010 }]);
      }
    });

    it('every refusal is told as what it is, not as a time-out', async () => {
      const from = hostAddress(family, 50_000);
      const refusals = {
        4: { '3/0': 11002, '3/1': 11003, '3/3': 11005, '3/13': 11003, '3/4': 11009, '11/0': 11013, '12/0': 11015 },
        6: { '1/0': 11002, '1/3': 11003, '1/4': 11005, '1/1': 11004, '2/0': 11009, '3/0': 11013, '4/0': 11042 },
      }[family];
      const errors = Object.keys(refusals).map((key) => key.split('/').map(Number) as [number, number]);
      const hosts = await lab().hosts(
        family,
        ...errors.map(([type, code]) => ({ refuse: { type, code, from, mtu: 1400 } })),
      );
      // Without DF nothing is too big for IPv4, and a ping socket gets no such error.
      const told = (await lab().pingAll(family, hosts, { flags: IP_FLAG_DF })).map(([first]) => [
        `${first!.icmpType}/${first!.icmpCode}`,
        first!.status,
      ]);
      expect(told).toEqual(Object.entries(refusals));
    });

    it('the time of a probe that was tried again is that of the attempt that was answered', async () => {
      const host = await lab().host(family, { latency: 20, loss: { every: 2 } });
      const options = { timeout: 400, retry: 2 };
      expect(await outcome(host, options)).toMatchObject({ status: 'success', attempt: 1 });
      const retried = await outcome(host, options);
      expect(retried).toMatchObject({ status: 'success', attempt: 2 });
      expect(retried.rtt).toBeGreaterThanOrEqual(20);
      expect(retried.rtt).toBeLessThan(400);
    });

    if (family === 6) return;
    it('a redirect is no refusal: the packet goes on', async () => {
      const refuse = { type: 5, code: 1, from: hostAddress(family, 50_000) };
      const host = await lab().host(family, { refuse });
      expect(await lab().ping(family, host, { timeout: 100 })).toMatchObject([{ status: 11010 }]);
    });
  });
}

/** ICMP sockets of this namespace. */
function countSockets(): number {
  const tables = ['raw', 'raw6', 'icmp', 'icmp6'].map((name) => readFileSync(`/proc/thread-self/net/${name}`, 'utf8'));
  return tables.reduce((count, table) => count + table.trim().split('\n').length - 1, 0);
}
