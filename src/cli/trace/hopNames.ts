import { Resolver } from 'node:dns/promises';

/** How many milliseconds to wait for a name. */
const PATIENCE = 1000;

/** The names of addresses by reverse DNS, each asked for once. */
export class HopNames {
  readonly #known = new Map<string, string | null>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #lookUp: (address: string) => Promise<readonly string[]>;

  /** @param lookUp how an address is asked for; it may fail. */
  constructor(lookUp: ((address: string) => Promise<readonly string[]>) | null = null) {
    const resolver = lookUp === null ? new Resolver({ timeout: PATIENCE, tries: 1 }) : null;
    this.#lookUp = lookUp ?? ((address) => resolver!.reverse(address));
  }

  /** The name of an address and the address, or the address alone while no name is known. */
  nameOf(address: string): string {
    const name = this.#known.get(address);
    return name === undefined || name === null ? address : `${name} (${address})`;
  }

  /** Resolves when the name is known, or when it is known that there is none. */
  async ask(address: string): Promise<void> {
    let answer = this.#asked.get(address);
    if (answer === undefined) {
      answer = this.#lookUp(address).then(
        ([name]) => void this.#known.set(address, name ?? null),
        () => void this.#known.set(address, null),
      );
      this.#asked.set(address, answer);
    }
    return answer;
  }
}
