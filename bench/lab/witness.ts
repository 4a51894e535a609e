import { Companion } from './companion.ts';
import { helper } from './helper.ts';

/** When echo requests to an address left, and when replies from it came: milliseconds of the wall clock, by the kernel. */
export interface Testimony {
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/** Sees every packet of a device, independently of the library. */
export class Witness {
  readonly #program: Companion;

  private constructor(program: Companion) {
    this.#program = program;
  }

  static async of(device: string): Promise<Witness> {
    return new Witness(await Companion.start(helper('witness'), device));
  }

  /** @returns what was seen, by address. The origin of time is the first packet, so that no digits are lost. */
  async testify(): Promise<ReadonlyMap<string, Testimony>> {
    const all = new Map<string, { sent: number[]; received: number[] }>();
    let origin: bigint | null = null;
    for (const line of (await this.#program.stop()).split('\n')) {
      const [, way, address, stamp] = /^([<>]) (\S+) (\d+)$/.exec(line) ?? [];
      if (stamp === undefined) continue;
      const at = BigInt(stamp);
      origin ??= at;
      let one = all.get(address!);
      if (one === undefined) all.set(address!, (one = { sent: [], received: [] }));
      (way === '>' ? one.sent : one.received).push(Number(at - origin) / 1e6);
    }
    return all;
  }
}
