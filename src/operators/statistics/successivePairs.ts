import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import type { DelayVariation } from '../delayVariation.ts';

/** How many probes may wait for a neighbour. A stream may leave probes out, and their neighbours would wait for ever. */
const MOST = 128;

const NONE: readonly never[] = [];

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
  add(reply: R): readonly DelayVariation<R['tag']>[] {
    if (!isOutcome<EchoReply<unknown>>(reply)) return NONE;
    const { destination, sequence, responder, sentAt } = reply;
    if (sequence === 0) this.#begin(sentAt, destination);
    // A failed look-up is no probe, and a probe to the last good address may have the same number.
    if (reply.status === 'not-resolved') return NONE;
    const rtt = reply.status === 'success' ? reply.rtt : null;
    const ended: Ended = { sequence, destination, rtt, responder, sentAt, open: sequence === 0 ? 1 : 2 };
    const before = this.#find(sequence - 1, destination);
    const after = this.#find(sequence + 1, destination);
    const withBefore = before === undefined ? null : this.#pair(reply, before, ended);
    const withAfter = after === undefined ? null : this.#pair(reply, ended, after);
    this.#keepLatest();
    this.#latest = ended;
    // Arrays of the right length: one that grows takes room for more than ten at once.
    if (withBefore === null) return withAfter === null ? NONE : [withAfter];
    return withAfter === null ? [withBefore] : [withBefore, withAfter];
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

  #pair({ target, tag, destination }: R, earlier: Ended, later: Ended): DelayVariation<R['tag']> {
    this.#close(earlier);
    this.#close(later);
    return { target, tag: tag, destination, sequence: later.sequence, ipdv: variation(earlier, later) };
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

function variation(earlier: Ended, later: Ended): number | null {
  if (earlier.rtt === null || later.rtt === null || earlier.responder !== later.responder) return null;
  return later.rtt - earlier.rtt;
}

function keyOf(sequence: number, destination: string | null): string {
  return `${sequence} ${destination}`;
}
