import { execFileSync } from 'node:child_process';
import { PeerNamespace } from '../lab/peerNamespace.ts';

/** Addresses of a network of three machines: this one, a router, and a server behind it. */
export interface Topology {
  readonly client: string;
  readonly router: string;
  readonly server: string;
  /** The router drops what goes there. */
  readonly dropped: string;
  /** The router refuses packets to these addresses; the keys are the resulting statuses. */
  readonly refused: Readonly<Record<string, string>>;
}

const topology: Topology = {
  client: '10.201.1.2',
  router: '10.201.1.1',
  server: '10.201.2.2',
  dropped: '10.201.2.10',
  refused: {
    'destination-net-unreachable': '10.201.2.11',
    'destination-host-unreachable': '10.201.2.12',
    'destination-protocol-unreachable': '10.201.2.13',
    'destination-port-unreachable': '10.201.2.14',
  },
};

/**
 * Real kernels answer: packets that leave this namespace go through a router in another one. The namespaces end with
 * this process.
 */
export async function threeNamespaces(): Promise<Topology> {
  const router = await PeerNamespace.create();
  const server = await PeerNamespace.create();
  router.connect('eth0', 'eth0');
  server.connect('eth0', 'eth1', router);
  const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });
  ip('address', 'add', `${topology.client}/24`, 'dev', 'eth0');
  ip('route', 'add', 'default', 'via', topology.router);
  router.address('eth0', `${topology.router}/24`);
  router.address('eth1', '10.201.2.1/24');
  router.sysctl('net/ipv4/ip_forward', 1);
  server.address('eth0', `${topology.server}/24`);
  server.run('ip', 'route', 'add', 'default', 'via', '10.201.2.1');
  const { refused, dropped } = topology;
  const rules = Object.entries(refused).map(
    ([status, address]) => `ip daddr ${address} reject with icmp type ${nftables[status]}`,
  );
  router.firewall(`table ip lab { chain forward {
    type filter hook forward priority 0;
    ip daddr ${dropped} drop
    ${rules.join('\n')}
  }
  }`);
  return topology;
}

const nftables: Readonly<Record<string, string>> = {
  'destination-net-unreachable': 'net-unreachable',
  'destination-host-unreachable': 'host-unreachable',
  'destination-protocol-unreachable': 'prot-unreachable',
  'destination-port-unreachable': 'port-unreachable',
};
