import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EchoCompletion } from '../../src/icmpapi/icmpapi.ts';
import { PeerNamespace } from '../lab/peerNamespace.ts';
import type { EngineLab } from './engineLab.ts';

const ip = (...args: readonly string[]): void => void execFileSync('ip', args);

/** Unusual addresses of an interface, beside a subnet with its broadcast: which of them belong to a single host. */
export function addresses(lab: () => Pick<EngineLab, 'ping'>): void {
  let peer: PeerNamespace;
  beforeAll(async () => {
    peer = await PeerNamespace.create();
    peer.connect('v1', 'v0');
    peer.sysctl('net/ipv4/icmp_echo_ignore_broadcasts', 0);
    ip('addr', 'add', '10.9.0.1', 'peer', '10.9.0.2/32', 'dev', 'v0');
    peer.run('ip', 'addr', 'add', '10.9.0.2', 'peer', '10.9.0.1/32', 'dev', 'v1');
    ip('addr', 'add', '10.8.0.1/24', 'dev', 'v0');
    peer.run('ip', 'addr', 'add', '10.8.0.2/24', 'dev', 'v1');
    ip('addr', 'add', '10.7.0.0/31', 'dev', 'v0');
    peer.run('ip', 'addr', 'add', '10.7.0.1/31', 'dev', 'v1');
    ip('addr', 'add', '10.6.0.1/32', 'dev', 'v0');
    ip('addr', 'add', '10.5.0.1/24', 'broadcast', '10.5.0.77', 'dev', 'v0');
    peer.run('ip', 'addr', 'add', '10.5.0.2/24', 'broadcast', '10.5.0.77', 'dev', 'v1');
    ip('route', 'add', 'prohibit', '10.4.0.0/24');
  });
  afterAll(() => peer.close());

  const ping = (destination: string, options = {}): Promise<EchoCompletion[]> =>
    lab().ping(4, destination, { timeout: 1500, ...options });
  const onlyOne = [{ phase: 'outcome', final: true, status: 0 }];
  const untilTheTimeOut = (responder: string): object[] => [
    { phase: 'outcome', final: false, status: 0, address: responder },
    { phase: 'end', final: true },
  ];

  it.each([
    ['the peer of an address', '10.9.0.2'],
    ['an own address with a peer', '10.9.0.1'],
    ['an own address without a broadcast', '10.8.0.1'],
    ['a neighbour in a subnet of such an address', '10.8.0.2'],
    ['the first address of a /31', '10.7.0.0'],
    ['the second address of a /31', '10.7.0.1'],
    ['an own address of a /32', '10.6.0.1'],
  ])('%s is one host', async (_title, destination) => {
    expect(await ping(destination)).toMatchObject(onlyOne);
  });

  it.each([
    ['the last of a subnet, whether or not the address names it', '10.8.0.255', '10.8.0.2'],
    ['the one that an address names', '10.5.0.77', '10.5.0.2'],
  ])('a broadcast: %s', async (_title, destination, responder) => {
    for (const options of [{}, { networkInterface: 'v0' }]) {
      expect(await ping(destination, { timeout: 200, ...options })).toMatchObject(untilTheTimeOut(responder));
    }
  });

  it('a route that prohibits an address is told, and makes no broadcast of it', async () => {
    expect(await ping('10.4.0.1')).toMatchObject([{ phase: 'outcome', final: true, errorCode: 'EACCES' }]);
  });

  it('a broadcast is the address of a host at once, and a broadcast again', async () => {
    expect(await ping('10.8.0.255', { timeout: 200 })).toMatchObject(untilTheTimeOut('10.8.0.2'));
    ip('addr', 'del', '10.8.0.1/24', 'dev', 'v0');
    ip('addr', 'add', '10.8.0.1/16', 'dev', 'v0');
    peer.run('ip', 'addr', 'add', '10.8.0.255/16', 'dev', 'v1');
    expect(await ping('10.8.0.255')).toMatchObject(onlyOne);
    ip('addr', 'del', '10.8.0.1/16', 'dev', 'v0');
    ip('addr', 'add', '10.8.0.1/24', 'dev', 'v0');
    peer.run('ip', 'addr', 'del', '10.8.0.255/16', 'dev', 'v1');
    expect(await ping('10.8.0.255', { timeout: 200 })).toMatchObject(untilTheTimeOut('10.8.0.2'));
  });
}
