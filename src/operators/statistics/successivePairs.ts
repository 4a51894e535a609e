import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import type { DelayVariation } from '../delayVariation.ts';

/** How many probes may wait for a neighbour. A stream may leave probes out, and their neighbours would wait for ever. */
const MOST = 128;

const NONE: readonly never[] = [];

/** No probe has this number, and none has it beside it. */
const NOBODY = -2;

/** A probe that has ended. */
interface Ended {
  sequence: number;
  destination: string | null;
  /** NaN when no echo reply came in time. */
  rtt: number;
  responder: string | null;
  sentAt: number;
  /** How many of its neighbours, the one before and the one after, have not ended. */
  open: number;
}

/**
 * Finds the pairs of successive probes of one series by sequence, in whatever order their outcomes come. A series that
 * goes to several addresses has pairs of each of them.
 */
export class SuccessivePairs<R extends EchoReply<unknown>> {
  /**
   * The latest probe. It is kept apart from the map, because the next reply is nearly always its neighbour's. It is one
   * object for all of them: one that lives from reply to reply outlives a generation of V8's memory.
   */
  readonly #latest: Ended = { sequence: NOBODY, destination: null, rtt: NaN, responder: null, sentAt: NaN, open: 0 };
  /** Others that have an open neighbour; null while there is none. */
  #waiting: Map<string, Ended> | null = null;

  /** @returns those that are complete with this reply: none, one or two. */
  add(reply: R): readonly DelayVariation<R['tag']>[] {
    if (!isOutcome<EchoReply<unknown>>(reply)) return NONE;
    const { destination, sequence, responder, sentAt } = reply;
    if (sequence === 0) this.#begin(sentAt, destination);
    // A failed look-up is no probe, and a probe to the last good address may have the same number.
    if (reply.status === 'not-resolved') return NONE;
    const rtt = reply.status === 'success' ? reply.rtt : NaN;
    const before = this.#find(sequence - 1, destination);
    const after = this.#find(sequence + 1, destination);
    const withBefore = before && pair(reply, sequence, before.responder, rtt - before.rtt);
    const withAfter = after && pair(reply, sequence + 1, after.responder, after.rtt - rtt);
    const open = (sequence === 0 ? 1 : 2) - this.#close(before) - this.#close(after);
    if (open === 0) this.#forget(sequence, destination);
    this.#keepLatest();
    const latest = this.#latest;
    latest.sequence = sequence;
    latest.destination = destination;
    latest.rtt = rtt;
    latest.responder = responder;
    latest.sentAt = sentAt;
    latest.open = open;
    // Arrays of the right length: one that grows takes room for more than ten at once.
    if (withBefore === undefined) return withAfter === undefined ? NONE : [withAfter];
    return withAfter === undefined ? [withBefore] : [withBefore, withAfter];
  }

  /**
   * Forgets probes that were sent before the first one: they belong to an earlier run of the series. First probes to
   * other addresses stay.
   */
  #begin(sentAt: number, destination: string | null): void {
    this.#keepLatest();
    this.#latest.sequence = NOBODY;
    this.#latest.open = 0;
    for (const ended of this.#waiting?.values() ?? NONE) {
      const isBeside = ended.sequence === 0 && destination !== null && ended.destination !== destination;
      if (ended.sentAt < sentAt && !isBeside) this.#forget(ended.sequence, ended.destination);
    }
  }

  #find(sequence: number, destination: string | null): Ended | undefined {
    const latest = this.#latest;
    if (latest.sequence === sequence && latest.destination === destination) return latest;
    return this.#waiting?.get(keyOf(sequence, destination));
  }

  /** One of its neighbours has ended. @returns how many did: 0 when there is no such probe. */
  #close(ended: Ended | undefined): 0 | 1 {
    if (ended === undefined) return 0;
    if (--ended.open <= 0) this.#forget(ended.sequence, ended.destination);
    return 1;
  }

  #forget(sequence: number, destination: string | null): void {
    if (this.#waiting === null) return;
    this.#waiting.delete(keyOf(sequence, destination));
    if (this.#waiting.size === 0) this.#waiting = null;
  }

  #keepLatest(): void {
    const { sequence, destination, open } = this.#latest;
    if (open <= 0) return;
    this.#waiting ??= new Map();
    this.#waiting.set(keyOf(sequence, destination), { ...this.#latest });
    if (this.#waiting.size > MOST) this.#waiting.delete(this.#waiting.keys().next().value!);
  }
}

/**
 * @param other who answered the other one.
 * @param longer how much longer the later one took; NaN when one had no answer.
 */
function pair<R extends EchoReply<unknown>>(
  { target, tag, destination, responder }: R,
  sequence: number,
  other: string | null,
  longer: number,
): DelayVariation<R['tag']> {
  return { target, tag, destination, sequence, ipdv: Number.isNaN(longer) || responder !== other ? null : longer };
}

function keyOf(sequence: number, destination: string | null): string {
  return `${sequence} ${destination}`;
}
