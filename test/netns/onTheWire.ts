import { describe, expect, it } from 'vitest';
import { echoRequest } from '../../src/icmpapi/echoRequest.ts';
import { IP_FLAG_DF } from '../../src/icmpapi/ipFlags.ts';
import { TunNetwork } from '../lab/tun.ts';
import type { EngineLab } from './engineLab.ts';

/** What really leaves the machine, and when. */
export function onTheWire(lab: () => EngineLab, family: 4 | 6): void {
  describe('on the wire', () => {
    it('a request as it is by default', async () => {
      const host = await lab().host(family, {});
      await lab().ping(family, host);
      const [packet, ...rest] = await lab().network.seen(host);
      expect(packet).toMatchObject({ ttl: 64, tos: 0, dontFragment: family === 6 });
      expect(packet!.payload).toHaveLength(32);
      expect(rest).toEqual([]);
    });

    it('TTL, TOS, DF, source and payload are what was asked for, and nothing of it sticks', async () => {
      const host = await lab().host(family, {});
      const data = Uint8Array.of(9, 8, 7);
      const source = TunNetwork.addresses[family];
      const interfaces = { networkInterface: TunNetwork.device };
      await lab().ping(family, host, { ttl: 7, tos: 0xb8, flags: IP_FLAG_DF, source, data, ...interfaces });
      await lab().ping(family, host);
      const [packet, next] = await lab().network.seen(host);
      expect(packet).toMatchObject({ ttl: 7, tos: 0xb8, dontFragment: true, payload: data });
      expect(next).toMatchObject({ ttl: 64, tos: 0, dontFragment: family === 6 });
    });

    it('TTL, TOS and payload size of the reply are told', async () => {
      const host = await lab().host(family, { ttl: 250, hops: 4 });
      expect(await lab().ping(family, host, { tos: 0x20, data: 100 })).toMatchObject([
        { ttl: 247, tos: 0x20, dataSize: 100 },
      ]);
    });

    it('payloads of the driver’s own differ from request to request', async () => {
      const host = await lab().host(family, {});
      await lab().pingAll(family, [host, host, host, host]);
      const payloads = (await lab().network.seen(host)).map(({ payload }) => Buffer.from(payload).toString('hex'));
      expect(new Set(payloads).size).toBe(4);
    });

    it('a request leaves at its notBefore, not earlier', async () => {
      const host = await lab().host(family, {});
      const start = lab().driver.now();
      // How late they leave depends on the machine. But a request with an earlier time leaves before one with a later
      // time, even when it was asked for later.
      const beats = [120, 100, 80].map((wait, n) => ({ notBefore: start + wait, tos: 4 * n }));
      await Promise.all(beats.map((beat) => lab().ping(family, host, beat)));
      const packets = await lab().network.seen(host);
      expect(packets.map(({ tos }) => tos)).toEqual([8, 4, 0]);
      // Both clocks are the system's monotonic one.
      for (const { at, tos } of packets) expect(at).toBeGreaterThanOrEqual(beats[tos / 4]!.notBefore);
    });

    it('what is cancelled or closed before its notBefore never leaves', async () => {
      const host = await lab().host(family, {});
      const { driver, network } = lab();
      const [first, second] = [driver.createFile(family), driver.createFile(family)];
      const request = echoRequest(host, { notBefore: driver.now() + 1_000 });
      const never = () => expect.unreachable();
      driver.sendEcho2Ex(first, request, never).cancel();
      driver.sendEcho2Ex(second, request, never);
      driver.closeHandle(second);
      driver.closeHandle(first);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect(await network.seen(host)).toEqual([]);
    });

    it('the answer to what is cancelled in flight goes to nobody', async () => {
      const host = await lab().host(family, { latency: 150 });
      const { driver, network } = lab();
      const handle = driver.createFile(family);
      const pending = driver.sendEcho2Ex(handle, echoRequest(host), () => expect.unreachable());
      await expect.poll(() => network.seen(host), { interval: 5 }).toHaveLength(1);
      pending.cancel();
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(driver.counters().outstanding).toBe(0);
      driver.closeHandle(handle);
    });

    it('all members of a group answer', async () => {
      const members = await lab().hosts(family, { latency: 5 }, { latency: 10 }, { latency: 15 });
      const group = family === 4 ? '239.1.2.3' : 'ff0e::1:2:3';
      await lab().network.setHosts([{ address: group, responders: members }]);
      const completions = await lab().ping(family, group, { timeout: 150, networkInterface: TunNetwork.device });
      expect(completions.map(({ phase, address }) => [phase, address])).toEqual([
        ...members.map((member) => ['outcome', member]),
        ['end', null],
      ]);
    });
  });
}
