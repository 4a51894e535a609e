import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { addressBytes } from './address.ts';
import { describeInLab } from './describeInLab.ts';
import { dropPrivileges } from './dropPrivileges.ts';
import { buildEcho } from './icmp.ts';
import { libc } from './libc.ts';
import { enterNamespace } from './namespace.ts';
import { TunNetwork } from './tun.ts';

describeInLab('the lab without privileges', () => {
  const peer = '198.18.1.1';
  let network: TunNetwork;

  beforeAll(async () => {
    enterNamespace({ pingGroupRange: [65_534, 65_534] });
    network = await TunNetwork.create({ hosts: [{ address: peer }] });
    dropPrivileges();
  });

  it('is an ordinary user in every thread', () => {
    expect(readFileSync('/proc/self/status', 'utf8')).toMatch(/^CapEff:\s*0+$/m);
    expect(() => dropPrivileges()).toThrow('EPERM');
  });

  it('may open a ping socket, and the network still answers', async () => {
    const [AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, IPPROTO_ICMP] = [2, 2, 0o4000, 1];
    const socket = libc().socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_ICMP);
    expect(socket).toBeGreaterThan(0);
    const path = { source: addressBytes(TunNetwork.addresses[4]), destination: addressBytes(peer) };
    const payload = Uint8Array.from([1, 2, 3]);
    const request = buildEcho(path, 'request', { identifier: 0, sequence: 9, payload });
    const address = new Uint8Array(16);
    new Uint16Array(address.buffer)[0] = AF_INET;
    address.set(path.destination, 4);
    expect(libc().sendto(socket, request, request.length, 0, address, 16)).toBe(request.length);
    const reply = new Uint8Array(64);
    const received = () => libc().recvfrom(socket, reply, 64, 0, new Uint8Array(16), Uint8Array.of(16, 0, 0, 0));
    await expect.poll(received).toBe(11);
    expect(reply.subarray(8, 11)).toEqual(payload);
    expect(await network.seen(peer)).toHaveLength(1);
  });
});
