import type { DriverCounters, EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';

/** What a simulated network has counted. */
export class SimulatedCounters {
  outstanding = 0;
  handles = 0;
  sent = 0;
  #received = 0;
  #timedOut = 0;
  #late = 0;
  #duplicates = 0;

  /** Counts what is delivered. */
  add({ phase, status, errorCode }: EchoCompletion): void {
    if (phase === 'duplicate') this.#duplicates++;
    if (phase === 'late') this.#late++;
    if (phase === 'outcome' && status === IpStatus4.IP_REQ_TIMED_OUT) this.#timedOut++;
    else if (phase === 'late' || (phase === 'outcome' && errorCode === null)) this.#received++;
  }

  snapshot(wakeUps: number): DriverCounters {
    return {
      outstanding: this.outstanding,
      handles: this.handles,
      sent: this.sent,
      received: this.#received,
      timedOut: this.#timedOut,
      late: this.#late,
      duplicates: this.#duplicates,
      foreign: 0,
      receiverDrops: 0,
      sendWaits: 0,
      lateBeats: 0,
      maxBeatDelay: 0,
      wakeUps,
    };
  }
}
