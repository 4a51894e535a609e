import { Flight } from './flight.ts';
import { flightTo } from './flightTo.ts';
import type { SweepTemplate } from './sweepSettings.ts';

/** A target of repeated sweeps, from when it comes into the list until it leaves it. */
export class Station {
  /** Where in the period its beats are, 0 to 1. */
  readonly phase: number;
  /** Of its next probe. */
  sequence = 0;
  /** The round of its next probe. */
  round: number;
  /** The probe that waits for the address of its name. */
  lookingUp: Flight | null = null;
  /** What a probe of it looks like. */
  #model: Flight;

  constructor(given: unknown, template: SweepTemplate, phase: number, round: number) {
    this.#model = flightTo(given, template);
    this.phase = phase;
    this.round = round;
  }

  /** The target is in another list too, perhaps with other options or another tag. */
  renew(given: unknown, template: SweepTemplate): void {
    if (given !== this.#model.given) this.#model = flightTo(given, template);
  }

  /** The address of a probe of it is known. */
  locate(flight: Flight): void {
    if (flight.given === this.#model.given) this.#model = flight;
  }

  /** Its next probe. */
  probe(): Flight {
    const { given, template, address, family } = this.#model;
    return new Flight(given, template, address, family, this.sequence, this.round);
  }
}
