import type { SweepTemplate } from './sweepSettings.ts';
import { targetText } from './targetText.ts';

/** A probe of a sweep on its way: its name is being looked up, it waits for its turn, or the driver has it. */
export class SweepProbe {
  /** What was given as the target. */
  readonly given: unknown;
  readonly sequence: number;
  readonly round: number;
  template: SweepTemplate;
  /** Null until it is known. */
  address: string | null;
  family: 4 | 6;
  attempt = 1;
  /** Milliseconds that the look-up took. */
  lookup: number | null = null;
  /** The time at which it is to leave; null for at once. */
  due: number | null = null;
  /** Ends what it waits for; null when that is only its turn. */
  pending: { cancel(): void } | null = null;
  /** Another attempt follows it. */
  isRetried = false;
  /** Nothing more comes of it. */
  isOver = false;

  constructor(
    given: unknown,
    template: SweepTemplate,
    address: string | null,
    family: 4 | 6,
    sequence: number,
    round: number,
  ) {
    this.given = given;
    this.template = template;
    this.address = address;
    this.family = family;
    this.sequence = sequence;
    this.round = round;
  }

  /** Late and duplicate replies are to be told: not those after an outcome that nobody was told. */
  get wantsMore(): boolean {
    const { request, retries } = this.template;
    return request.lateWindow > 0 && !(this.isRetried && !retries!.emitsEvery);
  }

  get target(): string {
    return targetText(this.given);
  }

  get tag(): unknown {
    const { given } = this;
    return typeof given === 'object' && given !== null && 'tag' in given ? (given.tag ?? null) : null;
  }
}
