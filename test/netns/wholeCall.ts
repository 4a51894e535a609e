import { ping, probe, sweep, type ProbeOptions } from 'rxicmp';
import { encodeIpOptions } from 'rxicmp/icmpapi';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { TunNetwork } from '../lab/tun.ts';
import type { EngineLab } from './engineLab.ts';

/** The whole call from a stream: what was sent, and what came back. */
export function wholeCall(lab: () => EngineLab, family: 4 | 6): void {
  const payload = Uint8Array.of(1, 2, 3, 4, 5);
  const streams = {
    probe: (target: string, options: ProbeOptions<true>) => probe(target, options),
    ping: (target: string, options: ProbeOptions<true>) => ping(target, { ...options, count: 1 }),
    sweep: (target: string, options: ProbeOptions<true>) => sweep([target], options),
  };
  // A ping socket does not tell this bit of the IPv4 header, and IPv6 has none.
  const dontFragment = family === 4 && process.getuid!() === 0 ? 2 : 0;

  describe.each(Object.entries(streams))('the whole call from %s', (name, stream) => {
    const one = (target: string, options: Omit<ProbeOptions<true>, 'driver'>) =>
      firstValueFrom(stream(target, { driver: lab().driver, replyData: true, ...options }));

    it.each(['event', 'apc'] as const)('bytes, TOS and flags of the reply come back, by %s', async (completion) => {
      const host = await lab().host(family, {});
      const options = { completion, payload, tos: 0x20, dontFragment: true };
      const reply = await one(host, options);
      expect(reply).toMatchObject({ status: 'success', data: payload, tos: 0x20, ipOptions: null });
      expect([0, dontFragment]).toContain(reply.flags);
    });

    it('nothing comes back from a silent host', async () => {
      const host = await lab().host(family, { silent: true });
      const nothing = { data: null, tos: null, flags: null, ipOptions: null };
      expect(await one(host, { timeout: 30 })).toMatchObject({ status: 'timed-out', ...nothing });
    });

    it('a reply that fits to the byte comes, and a buffer without that byte is an error before anything is sent', async () => {
      const host = await lab().host(family, {});
      const least = (family === 4 ? 40 : 36) + payload.length;
      expect(await one(host, { payload, replySize: least })).toMatchObject({ status: 'success', data: payload });
      const error = { argument: 'replySize', win32: { name: 'IP_GENERAL_FAILURE', number: 11050 } };
      await expect(one(host, { payload, replySize: least - 1 })).rejects.toMatchObject(error);
      expect(await lab().network.seen(host)).toHaveLength(1);
    });

    it('IP options go there and come back in IPv4, and are an error in IPv6', async () => {
      const host = await lab().host(family, {});
      const ipOptions = encodeIpOptions([{ kind: 'record-route', addresses: [], room: 4 }]);
      if (family === 6) {
        const refused = one(host, { ipOptions });
        // In a sweep only this one target is wrong.
        if (name === 'sweep') expect(await refused).toMatchObject({ status: 'not-resolved', errorCode: 'EINVAL' });
        else await expect(refused).rejects.toMatchObject({ argument: 'ipOptions', win32: { number: 50 } });
        expect(await lab().network.seen(host)).toEqual([]);
        return;
      }
      const us = TunNetwork.addresses[4];
      const route = { kind: 'record-route', addresses: [us, host, us], room: 1 };
      expect(await one(host, { ipOptions })).toMatchObject({ status: 'success', ipOptions: [route] });
    });

    it('IP options that the system does not send are an error about ipOptions', async () => {
      if (family === 6) return;
      const host = await lab().host(family, {});
      const ipOptions = Uint8Array.of(7, 11, 4, 0);
      const error = { argument: 'ipOptions', win32: { name: 'IP_BAD_OPTION', number: 11007 } };
      await expect(one(host, { ipOptions })).rejects.toMatchObject(error);
      expect(await lab().network.seen(host)).toEqual([]);
    });
  });

  it('a series has what came back on each value', async () => {
    const host = await lab().host(family, { copies: 2 });
    const options = { driver: lab().driver, count: 2, interval: 20, timeout: 50, lateWindow: 50 };
    const replies = await lastValueFrom(ping(host, { ...options, payload, replyData: true }).pipe(toArray()));
    expect(replies.map(({ status, data }) => [status, data])).toEqual(
      ['success', 'duplicate', 'success', 'duplicate'].map((status) => [status, payload]),
    );
  });
}
