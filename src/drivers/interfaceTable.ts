import { mistake } from '../icmpapi/mistake.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import type { NativeEngine } from './loadAddon.ts';
import { systemRefusal } from './systemRefusal.ts';

/** For how many milliseconds a list is used again: a sweep must not ask the system for each request. */
const STALE = 1000;

/** Lists the interfaces of a system. When the list has all names of each interface, `interfaceIndex` may be missing. */
type Binding = Pick<NativeEngine, 'interfaces' | 'now' | 'errorText'> & Partial<Pick<NativeEngine, 'interfaceIndex'>>;

/** The interfaces of this machine, by name and by index. */
export class InterfaceTable {
  readonly #binding: Binding;
  #entries: ReturnType<NativeEngine['interfaces']> = [];
  /** Indexes of names that the system takes but does not list; 0 for no interface. */
  readonly #unlisted = new Map<string, number>();
  #readAt = -Infinity;

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  names(): readonly string[] {
    return this.#read().map(({ name }) => name);
  }

  /**
   * How this system writes an interface as a zone: its name; its number on Windows, or when the interface is gone.
   */
  zoneOf(wanted: number): string {
    if (process.platform === 'win32') return String(wanted);
    return this.#read().find(({ index }) => index === wanted)?.name ?? String(wanted);
  }

  /**
   * The index of an interface, by its name, another name that the system takes, or its index; null when there is none.
   * @throws `IcmpSystemError` when the system cannot be asked at present.
   */
  find(wanted: string | number): number | null {
    const entries = this.#read();
    const found = entries.find(({ name, index }) => name === wanted || index === wanted);
    if (found !== undefined) return found.index;
    if (typeof wanted === 'string') return this.#findUnlisted(wanted);
    // When the system lists no interfaces, this table cannot tell what is there: the system decides.
    return entries.length === 0 ? wanted : null;
  }

  /** @throws `IcmpArgumentError` when there is no such interface. */
  indexOf(argument: string, wanted: string | number): number {
    const found = this.find(wanted);
    if (found !== null) return found;
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
    const found = this.find(zone) ?? (/^\d+$/.test(zone) ? this.find(Number(zone)) : null);
    if (found !== null) return found;
    // An address with such a zone cannot be one of this machine.
    const answer = argument === 'source' ? Win32Error.ERROR_INVALID_NETNAME : Win32Error.ERROR_INVALID_PARAMETER;
    throw mistake(argument, address, 'the zone of an interface of this machine', this.#fix(), answer);
  }

  #fix(): string {
    const names = this.names();
    return names.length > 0 ? `use one of ${names.join(', ')}.` : 'use the name or the number of one that is here.';
  }

  #findUnlisted(name: string): number | null {
    let index = this.#unlisted.get(name);
    if (index === undefined) {
      index = this.#binding.interfaceIndex?.(name) ?? 0;
      if (index < 0) throw systemRefusal(this.#binding, `The interface ${name} could not be looked up`, 4, -index);
      this.#unlisted.set(name, index);
    }
    return index === 0 ? null : index;
  }

  #read(): ReturnType<NativeEngine['interfaces']> {
    const now = this.#binding.now();
    if (now - this.#readAt > STALE) {
      const entries = this.#binding.interfaces();
      // No machine is without an interface: the system could not tell at present.
      if (entries.length > 0) this.#entries = entries;
      this.#unlisted.clear();
      this.#readAt = now;
    }
    return this.#entries;
  }
}
