import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import type { DelayVariation } from '../delayVariation.ts';

/** How many probes may wait for a neighbour. A stream may leave probes out, and their neighbours would wait for ever. */
const MOST = 128;

/** A probe that has ended. */
interface Ended {
  readonly sequence: number;
  readonly destination: string | null;
  /** Null when no echo reply came in time. */
  readonly rtt: number | null;
  readonly responder: string | null;
  readonly sentAt: number;
  /** How many of its neighbours, the one before and the one after, have not ended. */
  open: number;
}

/**
 * Finds the pairs of successive probes of one series by sequence, in whatever order their outcomes come. A series that
 * goes to several addresses has pairs of each of them.
 */
export class SuccessivePairs<R extends EchoReply<unknown>> {
  /** The latest probe. It is kept apart from the map, because the next reply is nearly always its neighbour's. */
  #latest: Ended | null = null;
  readonly #waiting = new Map<string, Ended>();

  /** @returns those that are complete with this reply: none, one or two. */
  add(reply: R): DelayVariation<R['tag']>[] {
    const pairs: DelayVariation<R['tag']>[] = [];
    if (!isOutcome<EchoReply<unknown>>(reply)) return pairs;
    const { target, destination, sequence, responder, sentAt } = reply;
    const tag = reply.tag as R['tag'];
    if (sequence === 0) this.#begin(sentAt, destination);
    // A failed look-up is no probe, and a probe to the last good address may have the same number.
    if (reply.status === 'not-resolved') return pairs;
    const rtt = reply.status === 'success' ? reply.rtt : null;
    const ended: Ended = { sequence, destination, rtt, responder, sentAt, open: sequence === 0 ? 1 : 2 };
    const before = this.#find(sequence - 1, destination);
    const after = this.#find(sequence + 1, destination);
    const pair = (earlier: Ended, later: Ended): void => {
      pairs.push({ target, tag, destination, sequence: later.sequence, ipdv: this.#pair(earlier, later) });
    };
    if (before !== undefined) pair(before, ended);
    if (after !== undefined) pair(ended, after);
    this.#keepLatest();
    this.#latest = ended;
    return pairs;
  }

  /**
   * Forgets probes that were sent before the first one: they belong to an earlier run of the series. First probes to
   * other addresses stay.
   */
  #begin(sentAt: number, destination: string | null): void {
    this.#keepLatest();
    this.#latest = null;
    for (const [key, ended] of this.#waiting) {
      const isBeside = ended.sequence === 0 && destination !== null && ended.destination !== destination;
      if (ended.sentAt < sentAt && !isBeside) this.#waiting.delete(key);
    }
  }

  #find(sequence: number, destination: string | null): Ended | undefined {
    const latest = this.#latest;
    if (latest?.sequence === sequence && latest.destination === destination) return latest;
    return this.#waiting.size === 0 ? undefined : this.#waiting.get(keyOf(sequence, destination));
  }

  #pair(earlier: Ended, later: Ended): number | null {
    this.#close(earlier);
    this.#close(later);
    if (earlier.rtt === null || later.rtt === null || earlier.responder !== later.responder) return null;
    return later.rtt - earlier.rtt;
  }

  #close(ended: Ended): void {
    if (--ended.open <= 0) this.#waiting.delete(keyOf(ended.sequence, ended.destination));
  }

  #keepLatest(): void {
    if (this.#latest === null || this.#latest.open <= 0) return;
    this.#waiting.set(keyOf(this.#latest.sequence, this.#latest.destination), this.#latest);
    if (this.#waiting.size > MOST) this.#waiting.delete(this.#waiting.keys().next().value!);
  }
}

function keyOf(sequence: number, destination: string | null): string {
  return `${sequence} ${destination}`;
}
