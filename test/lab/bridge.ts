import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A bridge `br0` in this namespace with other machines on it: Linux kernels' own answers, in namespaces of their own,
 * on a link that knows broadcasts. This machine is n = 1 of 192.0.2.0/24 and fd00:2::/64, fe80:: on the link, and
 * each peer one more. Needs root, and `enterNamespace()` before. The peers end with this process.
 */
export class Bridge {
  static readonly device = 'br0';
  static readonly broadcast = '192.0.2.255';

  private readonly holders: readonly ChildProcess[];

  private constructor(holders: readonly ChildProcess[]) {
    this.holders = holders;
  }

  /** The address of this machine (1) or a peer (from 2 on). */
  static address(kind: 4 | 6 | 'link-local', n: number): string {
    if (kind === 4) return `192.0.2.${n}`;
    return `${kind === 6 ? 'fd00:2' : 'fe80'}::${n.toString(16)}`;
  }

  static async create(peers: number): Promise<Bridge> {
    // Addresses may be used at once, and those of a link that was down come back with it.
    for (const name of ['all', 'default']) {
      writeFileSync(`/proc/sys/net/ipv6/conf/${name}/accept_dad`, '0');
      writeFileSync(`/proc/sys/net/ipv6/conf/${name}/keep_addr_on_down`, '1');
    }
    ip('link', 'add', Bridge.device, 'type', 'bridge', 'stp_state', '0', 'mcast_snooping', '0');
    for (const line of configuration(Bridge.device, 1)) ip(...line);
    const holders: ChildProcess[] = [];
    for (let n = 2; n < 2 + peers; n++) holders.push(await startPeer(n));
    return new Bridge(holders);
  }

  /** Takes this machine's end of the link down, or up again. */
  set(state: 'up' | 'down'): void {
    ip('link', 'set', Bridge.device, state);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.holders.map((holder) => {
        const ended = new Promise((resolve) => holder.once('exit', resolve));
        holder.stdin!.end();
        return ended;
      }),
    );
    ip('link', 'delete', Bridge.device);
  }
}

/** A namespace lives as long as a process that is in it: one that ends when this process does. */
async function startPeer(n: number): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const namespace = `/proc/${holder.pid}/ns/net`;
  const own = readlinkSync('/proc/thread-self/ns/net');
  while (readlinkSync(namespace) === own) await sleep(5);
  const inside = (...command: readonly string[]): void => {
    execFileSync('nsenter', [`--net=${namespace}`, ...command]);
  };
  ip('link', 'add', `to${n}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder.pid));
  ip('link', 'set', `to${n}`, 'master', Bridge.device, 'addrgenmode', 'none', 'up');
  const sysctls = ['ipv4/icmp_echo_ignore_broadcasts', 'ipv6/conf/eth0/accept_dad'].map(
    (name) => `/proc/sys/net/${name}`,
  );
  inside('sh', '-c', sysctls.map((path) => `echo 0 > ${path}`).join('; '));
  for (const line of configuration('eth0', n)) inside('ip', ...line);
  return holder;
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
