import { type EchoReply, isOutcome, type ReachState } from '../../index.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { TargetTally } from '../counts/targetTally.ts';

/** Probes in the sparkline of a target. */
const RECENT = 40;

/** What the monitor shows of a target. */
export class Watched extends TargetTally {
  state: ReachState = 'unknown';
  /** What became of the latest probe. */
  last = '';
  /** Round-trip times of the latest probes, oldest first; null for one that was not answered. */
  readonly recent: (number | null)[] = [];

  override add(reply: EchoReply): void {
    super.add(reply);
    if (!isOutcome(reply)) return;
    this.last = formatOutcome(reply);
    this.recent.push(reply.status === 'success' ? reply.rtt : null);
    if (this.recent.length > RECENT) this.recent.shift();
  }
}
