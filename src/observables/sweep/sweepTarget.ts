import { SweepProbe } from './sweepProbe.ts';
import { sweepProbeTo } from './sweepProbeTo.ts';
import type { SweepTemplate } from './sweepSettings.ts';

/** A target of repeated sweeps, from when it comes into the list until it leaves it. */
export class SweepTarget {
  /** Where in the interval its beats are, 0 to 1. */
  readonly phase: number;
  /** The number of its next probe. */
  sequence = 0;
  /** The round of its next probe. */
  round = 0;
  /** The probe that waits for the address of its name. */
  lookingUp: SweepProbe | null = null;
  // What its next probes have in common. There may be very many targets: a probe to copy would take twice as much memory.
  #given: unknown = null;
  #template!: SweepTemplate;
  #destination: string | null = null;
  #family: 4 | 6 = 4;

  constructor(given: unknown, template: SweepTemplate, phase: number) {
    this.phase = phase;
    this.#probeLike(sweepProbeTo(given, template));
  }

  /** The target is in another list too, perhaps with other options or another tag. */
  renew(given: unknown, template: SweepTemplate): void {
    if (given !== this.#given) this.#probeLike(sweepProbeTo(given, template));
  }

  /** The address of one of its probes is known. */
  locate(probe: SweepProbe): void {
    this.lookingUp = null;
    // The probe may be one of a name that the list had before.
    if (probe.given === this.#given) this.#probeLike(probe);
  }

  /** Its next probe. */
  take(due: number): SweepProbe {
    const probe = this.#next();
    probe.due = due;
    if (probe.destination === null) this.lookingUp = probe;
    this.#move(1);
    return probe;
  }

  /**
   * Takes back an unsent probe; its sequence number is used again.
   * @returns false when that is not possible, because later probes were taken or left out.
   */
  putBack(probe: SweepProbe): boolean {
    if (probe.sequence !== this.sequence - 1) return false;
    if (this.lookingUp === probe) this.lookingUp = null;
    this.#move(-1);
    return true;
  }

  /** Leaves out its next probes. @returns the first of them. */
  skip(missed: number): SweepProbe {
    const probe = this.#next();
    this.#move(missed);
    return probe;
  }

  /** @returns the probe that it would have had next: there will be none any more. */
  leave(): SweepProbe {
    const probe = this.#next();
    this.round = Infinity;
    return probe;
  }

  #probeLike({ given, template, destination, family }: SweepProbe): void {
    this.#given = given;
    this.#template = template;
    this.#destination = destination;
    this.#family = family;
  }

  #next(): SweepProbe {
    return new SweepProbe(this.#given, this.#template, this.#destination, this.#family, this.sequence, this.round);
  }

  #move(rounds: number): void {
    this.sequence += rounds;
    this.round += rounds;
  }
}
