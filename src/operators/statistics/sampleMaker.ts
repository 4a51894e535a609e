import type { EchoReply } from '../../observables/echoReply.ts';
import type { Sample } from './sample.ts';
import { TargetPairs } from './targetPairs.ts';

const NONE: readonly never[] = [];

/** Makes samples of the replies of one key. */
export class SampleMaker {
  #target: string | null = null;
  /** Null once the key has several targets: there may be very many. */
  #pairs: TargetPairs<EchoReply<unknown>> | null = new TargetPairs();

  of(reply: EchoReply<unknown>): Sample {
    const { target, status, destination, sentAt, missed } = reply;
    this.#target ??= target;
    if (target !== this.#target) this.#pairs = null;
    const rtt = status === 'success' ? reply.rtt : null;
    return { status, hasAddress: destination !== null, sentAt, rtt, missed, changes: this.#changes(reply) };
  }

  /** @returns whether no other series of the key is known. */
  end({ tag }: EchoReply<unknown>): boolean {
    return this.#pairs?.end(tag) ?? false;
  }

  #changes(reply: EchoReply<unknown>): readonly number[] | null {
    if (this.#pairs === null) return null;
    const pairs = this.#pairs.add(reply);
    if (pairs.length > 1) return pairs.flatMap(({ ipdv }) => changeOf(ipdv));
    return pairs.length === 0 ? NONE : changeOf(pairs[0]!.ipdv);
  }
}

function changeOf(ipdv: number | null): readonly number[] {
  return ipdv === null ? NONE : [Math.abs(ipdv)];
}
