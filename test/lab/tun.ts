import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { SimulatedRouter } from '../../src/testing/scenario.ts';
import { bundleWorker } from './bundleWorker.ts';
import { Flood } from './flood.ts';
import type { LabHost } from './labHost.ts';
import type { LabScenario } from './labScenario.ts';
import { libc } from './libc.ts';
import type { SeenPacket } from './seenPacket.ts';
import type { TunCommand, TunResult, TunWorkerData } from './tunProtocol.ts';
import { unplayable } from './unplayable.ts';
import { refusingRoutes, unsentAddress, type Unsent } from './unsentAddress.ts';

const O_RDWR = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2_000_000;
const TUNSETIFF = 0x4004_54ca;
const IFF_TUN = 1;
const IFF_NO_PI = 0x1000;

export interface TunOptions {
  readonly hosts: readonly LabHost[];
  /** Of the device, in bytes; 1500. */
  readonly mtu?: number;
}

/** Who awaits an answer of the worker. */
interface Waiting {
  resolve(value: TunResult['value']): void;
  reject(error: Error): void;
}

/**
 * A network of hosts behind a TUN device `lab0` of this namespace: all of 198.18.0.0/15 (RFC 2544), 2001:db8::/32
 * (RFC 3849) and multicast is routed there, but for `unsentAddress()`. This machine is 198.18.0.1 and 2001:db8::1;
 * everywhere else is no route. An address without a host never answers. Needs root, and `enterNamespace()` before.
 */
export class TunNetwork {
  static readonly device = 'lab0';
  static readonly addresses = { 4: '198.18.0.1', 6: '2001:db8::1' } as const;

  private readonly worker: Worker;
  private readonly fds: { readonly tun: number; readonly wake: number };
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private failure: Error | null = null;

  private constructor(fds: { readonly tun: number; readonly wake: number }, mtu: number) {
    this.fds = fds;
    const data: TunWorkerData = { ...fds, mtu };
    // Room for the garbage of a whole test: collecting it would wait for threads of ordinary priority, and the answers
    // with it.
    const resourceLimits = { maxYoungGenerationSizeMb: 256 };
    this.worker = new Worker(bundleWorker('./tunWorker.ts'), {
      eval: true,
      execArgv: [],
      workerData: data,
      resourceLimits,
    });
    this.worker.on('message', ({ id, value }: TunResult) => {
      this.waiting.get(id)?.resolve(value);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.worker.unref();
    });
    this.worker.once('error', (error) => {
      this.failure = error;
      for (const { reject } of this.waiting.values()) reject(error);
    });
    this.worker.unref();
  }

  static async create({ hosts, mtu = 1500 }: TunOptions): Promise<TunNetwork> {
    const fds = { tun: openTun(), wake: libc().eventfd(0, O_NONBLOCK | O_CLOEXEC) };
    configure(mtu);
    const network = new TunNetwork(fds, mtu);
    await network.setHosts(hosts);
    return network;
  }

  /** The index of the device. */
  static index(): number {
    return parseInt(ip('-o', 'link', 'show', 'dev', TunNetwork.device), 10);
  }

  /** Adds hosts, or changes what they do from now on, they and the routers before them. */
  async setHosts(hosts: readonly LabHost[], routers: readonly SimulatedRouter[] = []): Promise<void> {
    await this.ask({ type: 'setHosts', hosts, routers });
  }

  /**
   * Plays a scenario from its beginning, whose time starts with the first packet to one of its hosts.
   * @throws `Error` that names what a TUN device cannot show.
   */
  async play(scenario: LabScenario): Promise<void> {
    const reason = unplayable(scenario);
    if (reason !== null) throw new Error(`a TUN device cannot show ${reason}`);
    for (const { address, unsent } of scenario.hosts) {
      if (unsent === undefined) continue;
      ip(`-${address.includes(':') ? 6 : 4}`, 'route', 'replace', refusingRoutes[unsent as Unsent], address);
    }
    await this.ask({ type: 'play', scenario });
  }

  /** Every echo request to an address that had left this machine at the time of the call. */
  async seen(address: string): Promise<readonly SeenPacket[]> {
    return (await this.ask({ type: 'seen', address })) ?? [];
  }

  /** Lets one packet come in: the system has dealt with it when this returns. */
  bringIn(packet: Uint8Array): void {
    const { write, errno } = libc();
    if (write(this.fds.tun, packet, packet.length) !== packet.length) throw new Error(`write: errno ${errno()}`);
  }

  /** Lets packets come in, over and over and as fast as possible, until the flood is stopped. */
  flood(packets: readonly Uint8Array[], count?: number): Flood {
    return new Flood(this.fds.tun, packets, count);
  }

  /** Takes the device away. The process may also just end. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    await this.ask({ type: 'close' });
    await ended;
    libc().close(this.fds.tun);
    libc().close(this.fds.wake);
  }

  private ask(command: TunCommand): Promise<TunResult['value']> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const id = this.asked++;
      // Awaiting an answer keeps the process alive, the network itself does not.
      this.worker.ref();
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, command });
      libc().write(this.fds.wake, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
    });
  }
}

function openTun(): number {
  const { open, ioctl, errno } = libc();
  const fd = open('/dev/net/tun', O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) throw new Error(`open /dev/net/tun: errno ${errno()}`);
  const request = new Uint8Array(40);
  request.set(new TextEncoder().encode(TunNetwork.device));
  new DataView(request.buffer).setInt16(16, IFF_TUN | IFF_NO_PI, true);
  if (ioctl(fd, TUNSETIFF, request) !== 0) throw new Error(`ioctl TUNSETIFF: errno ${errno()}`);
  return fd;
}

function configure(mtu: number): void {
  const dev = ['dev', TunNetwork.device];
  // Answers come from wherever a host wants them to, also from where there is no route back.
  for (const name of ['all', TunNetwork.device]) writeFileSync(`/proc/sys/net/ipv4/conf/${name}/rp_filter`, '0');
  // A queue that holds any burst of a test: packets beyond the default of 500 are lost without an error.
  ip('link', 'set', ...dev, 'mtu', `${mtu}`, 'txqueuelen', '100000', 'addrgenmode', 'none', 'up');
  ip('address', 'add', `${TunNetwork.addresses[4]}/15`, 'broadcast', '198.19.255.255', ...dev);
  ip('-6', 'address', 'add', `${TunNetwork.addresses[6]}/32`, ...dev, 'nodad');
  // A link of its own: a ping of fe80::2%lab0 finds a scenario's host there.
  ip('-6', 'address', 'add', 'fe80::1/64', ...dev, 'nodad');
  ip('route', 'add', '224.0.0.0/4', ...dev);
  for (const [error, type] of Object.entries(refusingRoutes)) {
    for (const family of [4, 6] as const)
      ip(`-${family}`, 'route', 'add', type, unsentAddress(family, error as Unsent));
  }
}

function ip(...command: readonly string[]): string {
  return execFileSync('ip', command, { encoding: 'utf8' });
}
