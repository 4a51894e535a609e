import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { PeerNamespace } from './peerNamespace.ts';

/**
 * A bridge `br0` in this namespace with other machines on it: Linux kernels' own answers, in namespaces of their own,
 * on a link that knows broadcasts. This machine is n = 1 of 192.0.2.0/24 and fd00:2::/64, fe80:: on the link, and
 * each peer one more. Needs root, and `enterNamespace()` before. The peers end with this process.
 */
export class Bridge {
  static readonly device = 'br0';
  static readonly broadcast = '192.0.2.255';

  private readonly peers: readonly PeerNamespace[];

  private constructor(peers: readonly PeerNamespace[]) {
    this.peers = peers;
  }

  /** The address of this machine (1) or a peer (from 2 on). */
  static address(kind: 4 | 6 | 'link-local', n: number): string {
    if (kind === 4) return `192.0.2.${n}`;
    return `${kind === 6 ? 'fd00:2' : 'fe80'}::${n.toString(16)}`;
  }

  static async create(count: number): Promise<Bridge> {
    // Addresses may be used at once, and those of a link that was down come back with it.
    for (const name of ['all', 'default']) {
      writeFileSync(`/proc/sys/net/ipv6/conf/${name}/accept_dad`, '0');
      writeFileSync(`/proc/sys/net/ipv6/conf/${name}/keep_addr_on_down`, '1');
    }
    ip('link', 'add', Bridge.device, 'type', 'bridge', 'stp_state', '0', 'mcast_snooping', '0');
    for (const line of configuration(Bridge.device, 1)) ip(...line);
    const peers: PeerNamespace[] = [];
    for (let n = 2; n < 2 + count; n++) peers.push(await startPeer(n));
    return new Bridge(peers);
  }

  /** Takes this machine's end of the link down, or up again. */
  set(state: 'up' | 'down'): void {
    ip('link', 'set', Bridge.device, state);
  }

  async close(): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.close()));
    ip('link', 'delete', Bridge.device);
  }
}

async function startPeer(n: number): Promise<PeerNamespace> {
  const peer = await PeerNamespace.create();
  peer.connect('eth0', `to${n}`);
  ip('link', 'set', `to${n}`, 'master', Bridge.device, 'addrgenmode', 'none', 'up');
  peer.sysctl('net/ipv4/icmp_echo_ignore_broadcasts', 0);
  for (const line of configuration('eth0', n)) peer.run('ip', ...line);
  return peer;
}

/** Commands of `ip` that make a device the nth on the link. */
function configuration(device: string, n: number): string[][] {
  return [
    ['link', 'set', device, 'addrgenmode', 'none', 'up'],
    ['address', 'add', `${Bridge.address(4, n)}/24`, 'broadcast', Bridge.broadcast, 'dev', device],
    ['-6', 'address', 'add', `${Bridge.address(6, n)}/64`, 'dev', device, 'nodad'],
    ['-6', 'address', 'add', `${Bridge.address('link-local', n)}/64`, 'dev', device, 'nodad'],
  ];
}

function ip(...command: readonly string[]): void {
  execFileSync('ip', command);
}
