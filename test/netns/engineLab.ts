import { addonDriver } from '../../src/drivers/addon.ts';
import { echoRequest } from '../../src/icmpapi/echoRequest.ts';
import type { EchoCompletion, EchoRequest, IcmpDriver } from '../../src/icmpapi/icmpapi.ts';
import { dropPrivileges } from '../lab/dropPrivileges.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import type { LabHost } from '../lab/labHost.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { Witness } from '../lab/witness.ts';

const NOBODY = 65_534;
/** Milliseconds beyond what a request may take; a bound for hangs, not a measurement. */
const PATIENCE = 20_000;

/** The engine on the lab, for a test file's own process: on raw sockets as root, or on ping sockets as nobody. */
export class EngineLab {
  readonly driver: IcmpDriver;
  readonly network: TunNetwork;
  /** Opened at the start, because opening it takes root. */
  readonly witness: Witness;
  private readonly heard = new WeakMap<EchoCompletion, number>();
  private nextHost = 0;
  private hung: Error | null = null;

  private constructor(driver: IcmpDriver, network: TunNetwork, witness: Witness) {
    this.driver = driver;
    this.network = network;
    this.witness = witness;
  }

  static async start(sockets: 'raw' | 'ping'): Promise<EngineLab> {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [NOBODY, NOBODY] } : {});
    const lab = new EngineLab(addonDriver(), await TunNetwork.create({ hosts: [] }), new Witness());
    if (sockets === 'ping') dropPrivileges();
    return lab;
  }

  /** The same, but always as root, for tests that go on changing the network. */
  static async startAsRoot(sockets: 'raw' | 'ping'): Promise<EngineLab> {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    return new EngineLab(addonDriver(), await TunNetwork.create({ hosts: [] }), new Witness());
  }

  /** Puts hosts into the network, each at an address that no test had before. */
  async hosts(family: 4 | 6, ...behaviours: readonly Omit<LabHost, 'address'>[]): Promise<string[]> {
    const hosts = behaviours.map((behaviour) => ({ address: hostAddress(family, this.nextHost++), ...behaviour }));
    await this.network.setHosts(hosts);
    return hosts.map(({ address }) => address);
  }

  async host(family: 4 | 6, behaviour: Omit<LabHost, 'address'>): Promise<string> {
    const [address] = await this.hosts(family, behaviour);
    return address!;
  }

  /** Sends one request for each destination, all before the first answer, and waits for everything that comes of them. */
  async pingAll(
    family: 4 | 6,
    destinations: readonly string[],
    options: Partial<Omit<EchoRequest, 'destination'>> = {},
  ): Promise<EchoCompletion[][]> {
    if (this.hung !== null) throw new Error('the engine hangs since an earlier test', { cause: this.hung });
    const handle = this.driver.createFile(family);
    try {
      const all = destinations.map((destination) => {
        const request = echoRequest(destination, options);
        const wait = Math.max(0, (request.notBefore ?? 0) - this.driver.now()) + request.timeout + request.lateWindow;
        return new Promise<EchoCompletion[]>((resolve, reject) => {
          const completions: EchoCompletion[] = [];
          const asked = this.driver.now();
          const giveUp = () => {
            this.hung = new Error(`no end of the request to ${destination} after: ${JSON.stringify(completions)}`);
            reject(this.hung);
          };
          const patience = setTimeout(giveUp, wait + PATIENCE);
          this.driver.sendEcho2Ex(handle, request, (completion) => {
            completions.push(completion);
            this.heard.set(completion, this.driver.now() - asked);
            if (!completion.final) return;
            clearTimeout(patience);
            resolve(completions);
          });
        });
      });
      return await Promise.all(all);
    } finally {
      this.driver.closeHandle(handle);
    }
  }

  /** Milliseconds from the call that sent a request to the callback with this completion: no round trip took longer. */
  heardAfter(completion: EchoCompletion): number {
    return this.heard.get(completion)!;
  }

  async ping(
    family: 4 | 6,
    destination: string,
    options: Partial<Omit<EchoRequest, 'destination'>> = {},
  ): Promise<EchoCompletion[]> {
    const [completions] = await this.pingAll(family, [destination], options);
    return completions!;
  }
}
