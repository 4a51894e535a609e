import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import type { DelayVariation } from '../delayVariation.ts';

/** How many probes may wait for a neighbour. In a stream that leaves some out, others would wait for ever. */
const MOST = 128;

/** A probe that has ended. */
interface Ended {
  readonly sequence: number;
  /** Null when no echo reply came in time. */
  readonly rtt: number | null;
  readonly responder: string | null;
  readonly sentAt: number;
  /** How many of its neighbours, the one before and the one after, have not ended. */
  open: number;
}

/** Finds the pairs of successive probes of one series by sequence, in whatever order their outcomes come. */
export class SuccessivePairs {
  /** Apart from those that wait, because its neighbour is nearly always the next that comes. */
  #latest: Ended | null = null;
  readonly #waiting = new Map<number, Ended>();

  /** @returns those that are complete with this reply: none, one or two. */
  add(reply: EchoReply<unknown>): DelayVariation[] {
    const pairs: DelayVariation[] = [];
    if (!isOutcome(reply)) return pairs;
    const { target, sequence, responder, sentAt } = reply;
    if (sequence === 0) this.#begin(sentAt);
    // It is no probe, and one to the last good address may stand beside it.
    if (reply.status === 'not-resolved') return pairs;
    const rtt = reply.status === 'success' ? reply.rtt : null;
    const ended: Ended = { sequence, rtt, responder, sentAt, open: 2 };
    const before = this.#find(sequence - 1);
    const after = this.#find(sequence + 1);
    if (before !== undefined) pairs.push({ target, sequence, ipdv: this.#pair(before, ended) });
    if (after !== undefined) pairs.push({ target, sequence: sequence + 1, ipdv: this.#pair(ended, after) });
    this.#keepLatest();
    this.#latest = ended;
    return pairs;
  }

  /** What was sent before the first probe is of an earlier run of the series. */
  #begin(sentAt: number): void {
    this.#keepLatest();
    this.#latest = null;
    for (const [sequence, ended] of this.#waiting) if (ended.sentAt < sentAt) this.#waiting.delete(sequence);
  }

  #find(sequence: number): Ended | undefined {
    return this.#latest?.sequence === sequence ? this.#latest : this.#waiting.get(sequence);
  }

  #pair(earlier: Ended, later: Ended): number | null {
    if (--earlier.open === 0) this.#waiting.delete(earlier.sequence);
    if (--later.open === 0) this.#waiting.delete(later.sequence);
    if (earlier.rtt === null || later.rtt === null || earlier.responder !== later.responder) return null;
    return later.rtt - earlier.rtt;
  }

  #keepLatest(): void {
    if (this.#latest === null || this.#latest.open === 0) return;
    this.#waiting.set(this.#latest.sequence, this.#latest);
    if (this.#waiting.size > MOST) this.#waiting.delete(this.#waiting.keys().next().value!);
  }
}
