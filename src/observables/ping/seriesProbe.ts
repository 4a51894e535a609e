import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import type { Resolved } from '../options/resolution.ts';
import type { ProbeValue } from '../probe/probeValue.ts';
import type { SeriesBeat } from './seriesBeat.ts';

/** What a probe needs of its series. */
export interface ProbeOwner {
  readonly target: string;
  readonly tag: unknown;
  /** The driver tells something of a probe. */
  complete(probe: SeriesProbe, completion: EchoCompletion): void;
}

/**
 * One attempt at a probe of a series. The next one is with the driver for a whole interval, so this object keeps nothing
 * that its series knows.
 */
export class SeriesProbe implements ProbeValue, SeriesBeat {
  readonly sequence: number;
  readonly lookupTime: number | null;
  readonly attempt: number;
  readonly to: Resolved;
  /** The probe of the same beat to another address, when the driver has taken both ahead. */
  beside: SeriesProbe | null = null;
  /** Takes back what the driver has of it; null when the driver has nothing. */
  pending: { cancel(): void } | null = null;
  /** Another attempt follows it. */
  isRetried = false;
  /** Nothing more comes of it. */
  isOver = false;
  readonly #owner: ProbeOwner;

  constructor(owner: ProbeOwner, to: Resolved, { sequence, lookupTime }: SeriesBeat, attempt: number) {
    this.#owner = owner;
    this.to = to;
    this.sequence = sequence;
    this.lookupTime = lookupTime;
    this.attempt = attempt;
  }

  get target(): string {
    return this.#owner.target;
  }

  get tag(): unknown {
    return this.#owner.tag;
  }

  get destination(): string {
    return this.to.address;
  }

  get round(): number {
    return 0;
  }

  /** The driver tells something of it. */
  complete(completion: EchoCompletion): void {
    this.#owner.complete(this, completion);
  }
}
