import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Another network namespace, with a kernel's own answers, routes and firewall, reached by a pair of veth devices. It
 * lasts as long as the process that stands for it, which ends with this one: its input ends then.
 */
export class PeerNamespace {
  private readonly holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.holder = holder;
  }

  static async create(): Promise<PeerNamespace> {
    const peer = new PeerNamespace(spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] }));
    const own = readlinkSync('/proc/thread-self/ns/net');
    while (peer.namespace() === own) await sleep(2);
    peer.run('ip', 'link', 'set', 'lo', 'up');
    // ICMP errors without a rate limit, unless a test sets one, and addresses that may be used at once.
    peer.sysctl('net/ipv4/icmp_ratelimit', 0);
    peer.sysctl('net/ipv6/icmp/ratelimit', 0);
    for (const name of ['all', 'default']) peer.sysctl(`net/ipv6/conf/${name}/accept_dad`, 0);
    return peer;
  }

  /** Runs a program in there. @returns what it printed. */
  run(command: string, ...rest: readonly string[]): string {
    return execFileSync('nsenter', ['--net', '--target', `${this.holder.pid}`, command, ...rest], { encoding: 'utf8' });
  }

  sysctl(name: string, value: number): void {
    this.run('sh', '-c', `echo ${value} > /proc/sys/${name}`);
  }

  /** Replaces all rules of its firewall. */
  firewall(rules: string): void {
    const enter = ['--net', '--target', `${this.holder.pid}`, 'nft', '-f', '-'];
    execFileSync('nsenter', enter, { input: `flush ruleset\n${rules}`, stdio: ['pipe', 'ignore', 'inherit'] });
  }

  /** Packets that a named counter of the table `lab` has seen. */
  packets(counter: string): number {
    return Number(/packets (\d+)/.exec(this.run('nft', 'list', 'counter', 'inet', 'lab', counter))![1]);
  }

  /** Puts one end of a new cable in here, the other into `other` or this process' own namespace. */
  connect(end: string, otherEnd: string, other?: PeerNamespace): void {
    const run =
      other === undefined ? execFileSync : (file: string, args: readonly string[]) => other.run(file, ...args);
    run('ip', ['link', 'add', otherEnd, 'type', 'veth', 'peer', 'name', end, 'netns', `${this.holder.pid}`]);
    run('ip', ['link', 'set', otherEnd, 'up']);
    this.run('ip', 'link', 'set', end, 'up');
  }

  /** Gives a device an address in CIDR notation, of either family, that may be used at once. */
  address(device: string, address: string): void {
    const family = address.includes(':') ? ['-6', 'nodad'] : ['-4'];
    this.run('ip', family[0]!, 'address', 'add', address, 'dev', device, ...family.slice(1));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.holder.once('exit', resolve));
    this.holder.stdin!.end();
    await ended;
  }

  private namespace(): string | null {
    try {
      return readlinkSync(`/proc/${this.holder.pid}/ns/net`);
    } catch {
      return null;
    }
  }
}
