import { foreignSource } from '../../icmpapi/foreignSource.ts';
import type { DriverDiagnosis, EchoRequest, LookupFailure } from '../../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../../icmpapi/ipFlags.ts';
import { mistake } from '../../icmpapi/mistake.ts';
import { parseAddress } from '../../wire/address.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { canonicalAddress } from '../scenario/canonicalAddress.ts';
import { packetSize } from './packetSize.ts';
import { MtuCache } from './mtuCache.ts';
import type { Scenario } from '../scenario.ts';

/** The machine that sends, as the scenario describes it. */
export class SimulatedMachine {
  /** Names by index from 1. */
  readonly interfaces: readonly string[];
  readonly #scenario: Scenario;
  readonly #mtuCache = new MtuCache();
  readonly #sources: ReadonlySet<string> | null;
  /** How often each name was looked up. */
  readonly #lookups = new Map<string, number>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.interfaces = scenario.interfaces ?? ['sim0'];
    this.#sources = scenario.sources ? new Set(scenario.sources.map((source) => this.#canonical(source))) : null;
  }

  /** @throws `IcmpArgumentError` for a source or an interface that is not here, and for what this network does not have. */
  check({ destination, source, networkInterface, optionsData }: EchoRequest): void {
    if (source !== null && !isUnspecified(source) && this.#sources?.has(this.#canonical(source)) === false) {
      throw foreignSource(source, this.#scenario.sources);
    }
    const fix = `use one of ${this.interfaces.join(', ')}.`;
    if (networkInterface !== null && !this.#hasInterface(networkInterface)) {
      throw mistake('networkInterface', networkInterface, 'an interface of this machine', fix);
    }
    const zone = destination.includes('%') ? destination.slice(destination.indexOf('%') + 1) : null;
    if (zone !== null && !this.#hasInterface(zone)) {
      throw mistake('destination', destination, 'the zone of an interface of this machine', fix);
    }
    if (optionsData !== null) {
      const expected = 'null, as the simulated network has no IP options';
      throw mistake('optionsData', optionsData, expected, 'leave them out.', Win32Error.ERROR_NOT_SUPPORTED);
    }
  }

  /** Bytes; null where everything leaves. */
  get mtu(): number | null {
    return this.#scenario.mtu ?? null;
  }

  /** Whether a request is larger than what leaves with DF set. */
  isTooBig(family: 4 | 6, request: EchoRequest): boolean {
    return (request.flags & IP_FLAG_DF) !== 0 && packetSize(family, request) > (this.mtu ?? Infinity);
  }

  /** Without DF a packet leaves in fragments that the interface takes and, in IPv6, the path as far as it is known. */
  sizeOnTheWay(family: 4 | 6, request: EchoRequest, time: number): number {
    const size = packetSize(family, request);
    if ((request.flags & IP_FLAG_DF) !== 0) return size;
    const isKnown = family === 6 && !this.#mtuCache.isEmpty;
    const path = isKnown ? this.#mtuCache.at(this.#canonical(request.destination), time) : Infinity;
    return Math.min(size, path, this.mtu ?? Infinity);
  }

  /** An ICMP error about a packet arrives at a time, in milliseconds since the network started. */
  learn(family: 4 | 6, destination: string, mtu: number | null, time: number): void {
    if (family === 6 && mtu !== null) this.#mtuCache.learn(this.#canonical(destination), mtu, time);
  }

  /** What a look-up finds, and after how many milliseconds. Each call is one look-up more. */
  lookup(
    name: string,
    family: 4 | 6 | null,
  ): { readonly after: number; readonly result: readonly string[] | LookupFailure } {
    const { names = {}, lookups = {} } = this.#scenario;
    const recorded = Object.hasOwn(lookups, name) ? lookups[name]! : [];
    const n = this.#lookups.get(name) ?? 0;
    this.#lookups.set(name, n + 1);
    const listed = Object.hasOwn(names, name) ? names[name]! : [];
    const {
      after,
      addresses = [],
      error = 'ENOTFOUND',
    } = recorded[n] ?? recorded.at(-1) ?? { after: 0, addresses: listed };
    const found = addresses.filter((address) => family === null || parseAddress(address)?.family === family);
    return { after, result: found.length > 0 ? found : { code: error } };
  }

  diagnosis(driver: string): DriverDiagnosis {
    const usable = { kind: 'ping', usable: true, errorCode: null, fix: null } as const;
    return {
      driver,
      platform: 'simulated',
      sockets: [
        { family: 4, ...usable },
        { family: 6, ...usable },
      ],
      completions: [],
      receiveBuffer: null,
      interfaces: this.interfaces,
    };
  }

  #canonical(text: string): string {
    return canonicalAddress(text, this.interfaces)!;
  }

  #hasInterface(nameOrIndex: string | number): boolean {
    return this.interfaces.some((name, i) => name === nameOrIndex || i + 1 === Number(nameOrIndex));
  }
}

/** Such a source lets the system choose. */
function isUnspecified(source: string): boolean {
  return classifyAddress(parseAddress(source)!.bytes) === 'unspecified';
}
