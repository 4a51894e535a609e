import { type EchoOutcome, type EchoReply, isOutcome, type ReachState } from '../../index.ts';
import { printable } from '../../checks/printable.ts';
import { widthOf } from '../terminal/widthOf.ts';
import { TargetTally } from '../counts/targetTally.ts';
import { formatOutcome } from '../text/formatOutcome.ts';

/** Probes that a target remembers one by one. */
const RECENT = 120;
/** Of the numbers in names. */
const DIGITS = 10;
/** After this many unsent probes in a row, a line says so. */
const TRIES = 3;

/** What the monitor knows of a target. Reading it is cheap, even for thousands of targets. */
export class Watched extends TargetTally {
  /** Its place among others, as text: numbers in a name count as numbers. */
  readonly order: string;
  /** Columns that its name takes. */
  readonly width: number;
  state: ReachState = 'unknown';
  /** Epoch milliseconds at which the state began. */
  since: number | null = null;
  sent = 0;
  lost = 0;
  /** Of the latest answer; null without one. */
  rtt: number | null = null;
  /** Round-trip times of the latest probes, oldest first; null for one that was not answered. */
  readonly recent: (number | null)[] = [];
  #latest: EchoOutcome | null = null;
  #unsent = 0;

  constructor(target: string) {
    super(target);
    this.width = widthOf(printable(target));
    this.order = target.replaceAll(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
  }

  /** @returns whether this is the probe with which it is clear that the target cannot be sent to. */
  watch(reply: EchoReply): boolean {
    this.add(reply);
    if (!isOutcome(reply)) return false;
    this.#latest = reply;
    const isUnsent = reply.status === 'not-sent' || reply.status === 'not-resolved';
    this.#unsent = isUnsent ? this.#unsent + 1 : 0;
    if (isUnsent) return reply.status === 'not-sent' && this.#unsent === TRIES;
    this.sent++;
    const rtt = reply.status === 'success' ? reply.rtt : null;
    if (rtt === null) this.lost++;
    else this.rtt = rtt;
    this.recent.push(rtt);
    if (this.recent.length > RECENT) this.recent.shift();
    return false;
  }

  /** What became of the latest probe, in words. */
  get last(): string {
    return this.#latest === null ? '' : formatOutcome(this.#latest);
  }

  get isUnresolved(): boolean {
    return this.lookupError !== null;
  }

  get loss(): number {
    return this.sent === 0 ? 0 : this.lost / this.sent;
  }

  /** Forgets everything but the state. */
  override reset(): void {
    super.reset();
    this.sent = this.lost = 0;
    this.rtt = null;
    this.recent.length = 0;
  }
}
