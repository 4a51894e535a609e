import type { EchoReply } from '../../observables/echoReply.ts';
import { tagKey } from '../../observables/options/tagKey.ts';
import type { DelayVariation } from '../delayVariation.ts';
import { SuccessivePairs } from './successivePairs.ts';

/** How many series to one target are known at once. If each probe had another tag, their number would grow for ever. */
const MOST = 128;

/** Finds the pairs of successive probes to one target. Series with different tags are different series. */
export class TargetPairs<R extends EchoReply<unknown>> {
  /** By tag, those that were heard of last at the end. */
  readonly #series = new Map<string, SuccessivePairs<R>>();
  #latest: { readonly key: string; readonly series: SuccessivePairs<R> } | null = null;

  /** @returns those that are complete with this reply. */
  add(reply: R): readonly DelayVariation<R['tag']>[] {
    const key = tagKey(reply.tag);
    if (this.#latest?.key !== key) this.#latest = { key, series: this.#find(key) };
    return this.#latest.series.add(reply);
  }

  /**
   * A series has ended: what comes of its tag later belongs to another one.
   * @returns whether it was the last one that was known.
   */
  end(tag: unknown): boolean {
    this.#latest = null;
    this.#series.delete(tagKey(tag));
    return this.#series.size === 0;
  }

  #find(key: string): SuccessivePairs<R> {
    const series = this.#series.get(key) ?? new SuccessivePairs<R>();
    this.#series.delete(key);
    this.#series.set(key, series);
    if (this.#series.size > MOST) this.#series.delete(this.#series.keys().next().value!);
    return series;
  }
}
