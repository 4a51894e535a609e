import { mistake } from '../icmpapi/mistake.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import type { NativeEngine } from './loadAddon.ts';

/** How many milliseconds a reading is used: a sweep must not ask the system for each request. */
const STALE = 1000;

/** The interfaces of this machine, by name and by index. */
export class InterfaceTable {
  readonly #binding: Pick<NativeEngine, 'interfaces' | 'now'>;
  #entries: ReturnType<NativeEngine['interfaces']> = [];
  #readAt = -Infinity;

  constructor(binding: Pick<NativeEngine, 'interfaces' | 'now'>) {
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
    throw mistake(argument, wanted, 'an interface of this machine', this.#fix());
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
    // An address with such a zone cannot be one of this machine.
    const answer = argument === 'source' ? Win32Error.ERROR_INVALID_NETNAME : Win32Error.ERROR_INVALID_PARAMETER;
    throw mistake(argument, address, 'the zone of an interface of this machine', this.#fix(), answer);
  }

  #fix(): string {
    return `use one of ${this.names().join(', ')}.`;
  }

  #read(): ReturnType<NativeEngine['interfaces']> {
    const now = this.#binding.now();
    if (now - this.#readAt > STALE) {
      this.#entries = this.#binding.interfaces();
      this.#readAt = now;
    }
    return this.#entries;
  }
}
