import type { EchoReply } from '../../observables/echoReply.ts';
import { tagKey } from '../../observables/options/tagKey.ts';
import type { DelayVariation } from '../delayVariation.ts';
import { TargetPairs } from './targetPairs.ts';

const NONE: readonly never[] = [];

/** What the replies of one key have in common: their tag and their target, while there is only one of each. */
export class Origin {
  #tag: unknown = null;
  #tags: 0 | 1 | 'several' = 0;
  #target: string | null = null;
  /** Null before the first reply, and once the key has several targets: there may be very many. */
  #pairs: TargetPairs<EchoReply<unknown>> | null = null;

  /** The tag that all have; null when there are several, or none. */
  get tag(): unknown {
    return this.#tag;
  }

  addTag(tag: unknown): void {
    if (this.#tags === 0) {
      this.#tags = 1;
      this.#tag = tag;
    } else if (this.#tags === 1 && tag !== this.#tag && tagKey(tag) !== tagKey(this.#tag)) {
      this.#tags = 'several';
      this.#tag = null;
    }
  }

  /** Whether the pairs of probes are known. */
  get knowsPairs(): boolean {
    return this.#pairs !== null;
  }

  /** @returns the pairs of probes that are complete with this reply. */
  add(reply: EchoReply<unknown>): readonly DelayVariation<unknown>[] {
    const { target } = reply;
    this.addTag(reply.tag);
    if (this.#target === null) {
      this.#target = target;
      this.#pairs = new TargetPairs();
    } else if (target !== this.#target) {
      this.#pairs = null;
    }
    return this.#pairs?.add(reply) ?? NONE;
  }

  /** @returns whether no other series of the key is known. */
  end({ tag }: EchoReply<unknown>): boolean {
    return this.#pairs?.end(tag) ?? this.#target === null;
  }
}
