import type { EchoReply } from '../../observables/echoReply.ts';
import type { Sample } from './sample.ts';
import { SuccessivePairs } from './successivePairs.ts';

/** Makes samples of the replies of one key. */
export class Sampler {
  #target: string | null = null;
  /** Null once the key has several targets: probes of these are not successive. */
  #pairs: SuccessivePairs | null = new SuccessivePairs();

  sample(reply: EchoReply<unknown>): Sample {
    const { target, status, sentAt, missed } = reply;
    this.#target ??= target;
    if (target !== this.#target) this.#pairs = null;
    return { status, sentAt, rtt: status === 'success' ? reply.rtt : null, missed, changes: this.#changes(reply) };
  }

  #changes(reply: EchoReply<unknown>): readonly number[] | null {
    if (this.#pairs === null) return null;
    const changes: number[] = [];
    for (const { ipdv } of this.#pairs.add(reply)) if (ipdv !== null) changes.push(Math.abs(ipdv));
    return changes;
  }
}
