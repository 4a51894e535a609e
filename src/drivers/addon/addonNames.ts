import { setImmediate } from 'node:timers';
import type { LookupFailure } from '../../icmpapi/icmpapi.ts';
import { asciiName } from '../asciiName.ts';
import { AsyncContext } from '../asyncContext.ts';
import type { AddonBinding, NameAnswer, NativeNameResolver } from '../loadAddon.ts';
import { systemErrorName } from '../systemErrorName.ts';

/** Who waits for a look-up, and the context in which it was asked for. */
interface Asker {
  readonly onResult: (result: readonly string[] | LookupFailure) => void;
  readonly onWaiting: (isWaiting: boolean) => void;
  readonly context: AsyncContext;
}

/** A context that belongs to no look-up. Without it the first subscriber's store would be kept alive. */
const ofNobody = new AsyncContext();

/**
 * Looks names up on threads of the addon's own. An abandoned look-up delays no other one, and does not keep the process
 * alive.
 */
export class AddonNames {
  readonly #native: NativeNameResolver;
  readonly #zoneOf: (index: number) => string;
  readonly #askers = new Map<number, Asker>();
  #latest = 0;

  /** @param zoneOf writes the index of an interface as a zone, as this system does. */
  constructor(binding: Pick<AddonBinding, 'NameResolver'>, zoneOf: (index: number) => string) {
    this.#native = ofNobody.run(() => new binding.NameResolver(() => this.#deliver()), undefined);
    this.#zoneOf = zoneOf;
  }

  /** As `lookup` of the port. */
  lookup(
    given: string,
    family: 4 | 6 | null,
    onResult: Asker['onResult'],
    onWaiting: Asker['onWaiting'] = () => undefined,
  ): () => void {
    const id = this.#nextId();
    const name = asciiName(given);
    if (this.#askers.size === 0) this.#native.keepAlive(true);
    this.#askers.set(id, { onResult, onWaiting, context: new AsyncContext() });
    const isUnderWay = this.#native.lookUp(id, name, family ?? 0);
    if (!isUnderWay) onWaiting(true);
    return () => {
      if (this.#forget(id)) this.#native.abandon(id, name, family ?? 0);
    };
  }

  /** The look-ups of all threads of this process. */
  counts(): { readonly underWay: number; readonly waiting: number } {
    return this.#native.counts();
  }

  /** An id that no look-up under way has. */
  #nextId(): number {
    do this.#latest = (this.#latest + 1) >>> 0;
    while (this.#askers.has(this.#latest));
    return this.#latest;
  }

  #forget(id: number): boolean {
    const isKnown = this.#askers.delete(id);
    if (isKnown && this.#askers.size === 0) this.#native.keepAlive(false);
    return isKnown;
  }

  #deliver(): void {
    for (const { id, answer } of this.#native.take()) {
      const asker = this.#askers.get(id);
      // The look-up was abandoned while its result was on the way.
      if (asker === undefined) continue;
      const { context, onResult, onWaiting } = asker;
      if (answer !== null) this.#forget(id);
      try {
        if (answer === null) context.run(onWaiting, false);
        else context.run(onResult, this.#read(answer));
      } catch (error) {
        // The callback threw this error. The next callback still has to run.
        setImmediate(() => {
          throw error;
        });
      }
    }
  }

  #read({ code, error, addresses }: NameAnswer): readonly string[] | LookupFailure {
    if (code !== null) return { code };
    if (error !== 0) return { code: systemErrorName(error, 4) };
    return addresses.map(({ text, scope }) => (scope === 0 ? text : `${text}%${this.#zoneOf(scope)}`));
  }
}
