import { IcmpArgumentError } from '../errors.ts';
import type { AddonBinding } from './loadAddon.ts';

/** Milliseconds that a reading is believed: a sweep must not ask the system for each request. */
const STALE = 1000;

/** The interfaces of this machine, by name and by index. */
export class InterfaceTable {
  readonly #binding: Pick<AddonBinding, 'interfaces' | 'now'>;
  #entries: ReturnType<AddonBinding['interfaces']> = [];
  #readAt = -Infinity;

  constructor(binding: Pick<AddonBinding, 'interfaces' | 'now'>) {
    this.#binding = binding;
  }

  names(): readonly string[] {
    return this.#read().map(({ name }) => name);
  }

  /**
   * How this system writes the zone that is an interface: by its name, or by its number on Windows and when it is gone.
   */
  zoneOf(wanted: number): string {
    if (process.platform === 'win32') return String(wanted);
    return this.#read().find(({ index }) => index === wanted)?.name ?? String(wanted);
  }

  /** @throws `IcmpArgumentError` when there is no such interface. */
  indexOf(argument: string, wanted: string | number): number {
    const found = this.#read().find(({ name, index }) => name === wanted || index === wanted);
    if (found !== undefined) return found.index;
    throw new IcmpArgumentError(argument, wanted, 'an interface of this machine', this.#fix());
  }

  /**
   * The interface that the zone of an address names, by name or index; 0 without a zone.
   * @throws `IcmpArgumentError` when there is no such interface.
   */
  zoneIndex(argument: string, address: string): number {
    const percent = address.indexOf('%');
    if (percent < 0) return 0;
    const zone = address.slice(percent + 1);
    const found = this.#read().find(({ name, index }) => name === zone || String(index) === zone);
    if (found !== undefined) return found.index;
    throw new IcmpArgumentError(argument, address, 'the zone of an interface of this machine', this.#fix());
  }

  #fix(): string {
    return `use one of ${this.names().join(', ')}.`;
  }

  #read(): ReturnType<AddonBinding['interfaces']> {
    const now = this.#binding.now();
    if (now - this.#readAt > STALE) {
      this.#entries = this.#binding.interfaces();
      this.#readAt = now;
    }
    return this.#entries;
  }
}
