import type { ProbeValue } from '../probe/probeValue.ts';
import type { SweepTemplate } from './sweepSettings.ts';
import { targetTag } from './targetTag.ts';
import { targetText } from './targetText.ts';

/**
 * One attempt at a probe of a sweep: its name is being looked up, it waits for its turn, or the driver has it. There may
 * be very many, so the target and the tag are read from what was given.
 */
export class SweepProbe implements ProbeValue {
  /** What was given as the target. */
  readonly given: unknown;
  readonly sequence: number;
  readonly round: number;
  template: SweepTemplate;
  /** Null until it is known. */
  destination: string | null;
  family: 4 | 6;
  attempt = 1;
  lookupTime: number | null = null;
  /** The time at which it is to leave; null for at once, and once it has an outcome. */
  due: number | null = null;
  /** The time that the rate has given it; null when there is no rate, and before. */
  slot: number | null = null;
  /** Ends what it waits for; null when it waits only for its turn. */
  pending: { cancel(): void } | null = null;
  /** Another attempt follows it. */
  isRetried = false;
  /** Nothing more comes of it. */
  isOver = false;

  constructor(
    given: unknown,
    template: SweepTemplate,
    destination: string | null,
    family: 4 | 6,
    sequence: number,
    round: number,
  ) {
    this.given = given;
    this.template = template;
    this.destination = destination;
    this.family = family;
    this.sequence = sequence;
    this.round = round;
  }

  /** Late and duplicate replies are emitted, except after an outcome that was not emitted. */
  get wantsMore(): boolean {
    const { request, retries } = this.template;
    return request.lateWindow > 0 && !(this.isRetried && !retries!.emitsEvery);
  }

  get wantsData(): boolean {
    return this.template.request.wantData;
  }

  get target(): string {
    return targetText(this.given);
  }

  get tag(): unknown {
    return targetTag(this.given);
  }

  /** The attempt after this one. */
  next(): SweepProbe {
    const { given, template, destination, family, sequence, round } = this;
    const next = new SweepProbe(given, template, destination, family, sequence, round);
    next.attempt = this.attempt + 1;
    next.lookupTime = this.lookupTime;
    return next;
  }
}
