import type { EchoReply } from '../../observables/echoReply.ts';
import { tagKey } from '../../observables/options/tagKey.ts';
import type { DelayVariation } from '../delayVariation.ts';
import { SuccessivePairs } from './successivePairs.ts';

/** How many series to one target are known at once. If each probe had another tag, their number would grow for ever. */
const MOST = 128;

/** Finds the pairs of successive probes to one target. Series with different tags are different series. */
export class TargetPairs<R extends EchoReply<unknown>> {
  /** Of the latest series. */
  #key: string | null = null;
  #series: SuccessivePairs<R> | null = null;
  /** All series by their keys, those that were heard of last at the end; null while there is only one. */
  #all: Map<string, SuccessivePairs<R>> | null = null;

  /** @returns those that are complete with this reply. */
  add(reply: R): readonly DelayVariation<R['tag']>[] {
    const key = tagKey(reply.tag);
    return (this.#key === key ? this.#series! : this.#turnTo(key)).add(reply);
  }

  /**
   * A series has ended: what comes of its tag later belongs to another one.
   * @returns whether it was the last one that was known.
   */
  end(tag: unknown): boolean {
    const key = tagKey(tag);
    this.#all?.delete(key);
    if (this.#key === key) this.#key = this.#series = null;
    return this.#all === null ? this.#key === null : this.#all.size === 0;
  }

  #turnTo(key: string): SuccessivePairs<R> {
    if (this.#key !== null) this.#all ??= new Map([[this.#key, this.#series!]]);
    const series = this.#all?.get(key) ?? new SuccessivePairs<R>();
    this.#all?.delete(key);
    this.#all?.set(key, series);
    if (this.#all !== null && this.#all.size > MOST) this.#all.delete(this.#all.keys().next().value!);
    this.#key = key;
    return (this.#series = series);
  }
}
