import { decodeIpOptions, encodeIpOptions, IP_FLAG_REVERSE, type IpOption } from 'rxicmp/icmpapi';
import { describe, expect, it } from 'vitest';
import { echoRequest } from '../../src/icmpapi/echoRequest.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { TunNetwork } from '../lab/tun.ts';
import type { EngineLab } from './engineLab.ts';

/** IPv4 options: there, back, and in what routers quote. */
export function ipOptions(lab: () => EngineLab): void {
  const us = TunNetwork.addresses[4];
  const recordRoute = (room: number): Uint8Array => encodeIpOptions([{ kind: 'record-route', addresses: [], room }]);
  const decoded = (data: Uint8Array | null): IpOption[] => decodeIpOptions(data!);

  describe('IPv4 options', () => {
    it('record the route, there and back', async () => {
      const host = await lab().host(4, { hops: 3 });
      const [outcome] = await lab().ping(4, host, { optionsData: recordRoute(9) });
      const [first, second] = [routerAddress(4, 1), routerAddress(4, 2)];
      // This machine is the first and the last on the way.
      const addresses = [us, first, second, host, second, first, us];
      expect(outcome).toMatchObject({ status: 0, dataSize: 32, truncated: false });
      expect(decoded(outcome!.optionsData)).toEqual([{ kind: 'record-route', addresses, room: 2 }]);
      const [packet] = await lab().network.seen(host);
      expect(decoded(packet!.options)).toEqual([{ kind: 'record-route', addresses: [us], room: 8 }]);
    });

    it('record times', async () => {
      const host = await lab().host(4, { hops: 2 });
      const none = { kind: 'timestamp', stamps: [], overflow: 0 } as const;
      for (const addresses of ['none', 'recorded'] as const) {
        const room = addresses === 'none' ? 9 : 4;
        const optionsData = encodeIpOptions([{ ...none, addresses, room }]);
        const [outcome] = await lab().ping(4, host, { optionsData });
        const [stamped] = decoded(outcome!.optionsData);
        const router = routerAddress(4, 1);
        const way = [us, router, host, router, us];
        // Room for four only: the fifth is counted.
        const overflow = addresses === 'none' ? 0 : 1;
        const seen = way.slice(0, room).map((address) => ({
          address: addresses === 'none' ? null : address,
          time: expect.any(Number) as number,
        }));
        expect(stamped).toEqual({ ...none, addresses, stamps: seen, room: Math.max(0, room - way.length), overflow });
      }
    });

    it('of one request are not those of the next', async () => {
      const host = await lab().host(4, {});
      await lab().ping(4, host, { optionsData: recordRoute(2), ttl: 9, tos: 4 });
      const [outcome] = await lab().ping(4, host);
      expect(outcome).toMatchObject({ status: 0, optionsData: null });
      const [before, after] = await lab().network.seen(host);
      expect(before).toMatchObject({ ttl: 9, tos: 4 });
      expect([before!.options.length, after!.options.length]).toEqual([12, 0]);
    });

    it('leave with a source, an interface, DF and a payload of the caller’s', async () => {
      const host = await lab().host(4, {});
      const data = Uint8Array.of(1, 2, 3);
      const rest = { source: us, networkInterface: TunNetwork.device, flags: 2, data, wantData: true };
      const [outcome] = await lab().ping(4, host, { optionsData: recordRoute(1), ...rest });
      expect(outcome).toMatchObject({ status: 0, data });
      expect(await lab().network.seen(host)).toMatchObject([{ dontFragment: true, source: us, payload: data }]);
    });

    it('leave with the largest payload that there is room for', async () => {
      const host = await lab().host(4, {});
      const optionsData = recordRoute(9);
      // 65,535 bytes without 20 of the header, 40 of options and 8 of ICMP.
      const [whole] = await lab().ping(4, host, { optionsData, data: 65_467 });
      expect(whole).toMatchObject({ status: 0, dataSize: 65_467, truncated: false, altered: false });
      const [tooBig] = await lab().ping(4, host, { optionsData, data: 65_468 });
      expect(tooBig).toMatchObject({ status: 11009, errorCode: 'EMSGSIZE', mtu: null });
      // With DF it is the interface that they are too large for.
      const [whole1500] = await lab().ping(4, host, { optionsData, data: 1432, flags: 2 });
      expect(whole1500).toMatchObject({ status: 0 });
      const [tooWide] = await lab().ping(4, host, { optionsData, data: 1433, flags: 2 });
      expect(tooWide).toMatchObject({ status: 11009, errorCode: 'EMSGSIZE', mtu: 1500 });
    });

    it.each(['all', 8] as const)('do not hide a refusal that quotes %s', async (quote) => {
      const from = routerAddress(4, 7);
      const host = await lab().host(4, { refuse: { type: 3, code: 1, from }, quote });
      for (const data of [32, Uint8Array.of(1, 2, 3)]) {
        const [outcome] = await lab().ping(4, host, { optionsData: recordRoute(9), data });
        expect(outcome).toMatchObject({ status: 11003, address: from, optionsData: null });
      }
    });

    it('take room in the reply buffer', async () => {
      const host = await lab().host(4, {});
      const optionsData = recordRoute(2);
      const ping = async (replySize: number) => (await lab().ping(4, host, { optionsData, replySize }))[0]!.status;
      expect(await ping(40 + 12 + 32)).toBe(0);
      expect(await ping(40 + 12 + 31)).toBe(11050);
    });

    it('a source route takes the packet to its first address, and needs privileges', async () => {
      const first = await lab().host(4, { refuse: { type: 3, code: 5, from: routerAddress(4, 1) } });
      const host = await lab().host(4, {});
      const optionsData = encodeIpOptions([{ kind: 'loose-source-route', addresses: [first], next: 0 }]);
      if (process.getuid!() !== 0) {
        await expect(lab().ping(4, host, { optionsData })).rejects.toThrow(/CAP_NET_RAW/);
        expect(await lab().network.seen(first)).toEqual([]);
        return;
      }
      // A router that refuses to pass it on quotes a packet that was addressed to the first hop.
      const completions = await lab().ping(4, host, { optionsData, timeout: 500 });
      expect(completions).toMatchObject([{ status: 11012, icmpType: 3, icmpCode: 5, address: routerAddress(4, 1) }]);
      const [packet] = await lab().network.seen(first);
      expect(decoded(packet!.options)).toEqual([{ kind: 'loose-source-route', addresses: [host], next: 0 }]);
    });

    it('that the system does not send are an argument error, and nothing is sent', async () => {
      const host = await lab().host(4, {});
      const { driver, network } = lab();
      const handle = driver.createFile(4);
      const send = (optionsData: Uint8Array) => () =>
        driver.sendEcho2Ex(handle, echoRequest(host, { optionsData }), () => expect.unreachable());
      const refusal = expect.objectContaining({
        code: 'ERR_ICMP_ARGUMENT',
        argument: 'optionsData',
        win32: { name: 'IP_BAD_OPTION', number: 11007 },
      }) as Error;
      // A route that is longer than the options, a pointer into the type, a route without an entry.
      for (const wrong of [
        [7, 11, 4, 0],
        [7, 7, 1, 0, 0, 0, 0, 0],
        [131, 3, 4, 0],
      ]) {
        expect(send(Uint8Array.from(wrong)), wrong.join()).toThrow(refusal);
      }
      driver.closeHandle(handle);
      expect(await network.seen(host)).toEqual([]);
    });

    it('of no bytes are none', async () => {
      const host = await lab().host(4, {});
      expect(await lab().ping(4, host, { optionsData: new Uint8Array(0) })).toMatchObject([{ status: 0 }]);
    });
  });

  it('a flag that Linux cannot do is ERROR_NOT_SUPPORTED, and nothing is sent', async () => {
    const host = await lab().host(4, {});
    const { driver, network } = lab();
    const handle = driver.createFile(4);
    const request = echoRequest(host, { flags: IP_FLAG_REVERSE });
    const error = { code: 'ERR_ICMP_SYSTEM', win32: { name: 'ERROR_NOT_SUPPORTED', number: 50 } };
    for (const send of [
      () => driver.sendEcho2Ex(handle, request, () => expect.unreachable()),
      () => driver.sendEcho2ExSync(handle, request),
    ]) {
      expect(send).toThrow(expect.objectContaining({ ...error, fix: expect.any(String) as string }) as Error);
    }
    driver.closeHandle(handle);
    expect(await network.seen(host)).toEqual([]);
  });
}
