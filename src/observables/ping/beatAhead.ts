import type { Subscriber } from 'rxjs';
import type { Resolved } from '../options/resolution.ts';
import type { StreamClock } from '../pacer/streamClock.ts';
import { unsentReason, type UnsentReason } from '../probe/unsentReason.ts';
import type { SeriesBeat } from './seriesBeat.ts';
import type { SeriesSender } from './seriesSender.ts';

/**
 * The latest beat of a series, until it has passed. A driver that keeps the beat gets requests ahead of their time.
 * When the driver does not take the request for an address ahead, the request is tried again when the beat comes.
 */
export class BeatAhead {
  readonly #sender: SeriesSender;
  readonly #clock: StreamClock;
  readonly #subscriber: Subscriber<unknown>;
  readonly #onPassed: (beat: SeriesBeat) => void;
  /** The beat that the driver has ahead; null when it has none. */
  #queued: SeriesBeat | null = null;
  /** The addresses whose requests the driver did not take ahead of that beat. */
  #postponed: readonly Resolved[] = [];
  /** The driver has taken a request. */
  #wasTaken = false;
  /** The driver took no request of the latest beat. */
  #isRefused = false;

  /** @param onPassed the beat has passed, and the next one is to come. */
  constructor(
    sender: SeriesSender,
    clock: StreamClock,
    subscriber: Subscriber<unknown>,
    onPassed: (beat: SeriesBeat) => void,
  ) {
    this.#sender = sender;
    this.#clock = clock;
    this.#subscriber = subscriber;
    this.#onPassed = onPassed;
  }

  /** The driver has a beat ahead. */
  get isQueued(): boolean {
    return this.#queued !== null;
  }

  /** The driver takes requests ahead of their beat. After a beat of which it took none, a timer waits for the next one. */
  get canQueue(): boolean {
    return this.#clock.driverKeepsBeat && !this.#isRefused;
  }

  /**
   * Sends a probe of a beat to each of the addresses.
   * @returns false when the series has failed.
   */
  send(beat: SeriesBeat, destinations: readonly Resolved[]): boolean {
    const refused: [Resolved, UnsentReason][] = [];
    for (const destination of destinations) {
      const reason = this.#try(beat, destination, this.#clock.driverKeepsBeat);
      if (this.#subscriber.closed) return false;
      if (reason !== null) refused.push([destination, reason]);
    }
    this.#isRefused = beat.probes.length === 0;
    const isAhead = refused.length > 0 && beat.at > this.#clock.now();
    if (isAhead && this.#isRefused) return true;
    if (isAhead) this.#postponed = refused.map(([destination]) => destination);
    if (this.canQueue) this.#queued = beat;
    else this.#onPassed(beat);
    if (!isAhead) for (const [destination, reason] of refused) this.#sender.notSent(beat, destination, reason);
    return true;
  }

  /** Takes back a beat that is to come. A request whose time has come may have left, so it stays. */
  withdraw(): void {
    if (this.#queued === null || this.#queued.at <= this.#clock.now()) return;
    this.#sender.cancel(this.#queued);
    this.#queued = null;
    this.#postponed = [];
  }

  /** The first news of a beat: it has left, or could not. @returns whether the series waited for it. */
  departed(beat: SeriesBeat): boolean {
    if (this.#queued !== beat) return false;
    const postponed = this.#postponed;
    this.#queued = null;
    this.#postponed = [];
    this.#onPassed(beat);
    for (const destination of postponed) {
      const reason = this.#try(beat, destination, false);
      if (reason !== null) this.#sender.notSent(beat, destination, reason);
      if (this.#subscriber.closed) break;
    }
    return true;
  }

  /** @returns why the driver did not take the request; null when it did, or the series has failed. */
  #try(beat: SeriesBeat, destination: Resolved, isAhead: boolean): UnsentReason | null {
    try {
      this.#sender.send(beat, destination, isAhead);
      this.#wasTaken = true;
      return null;
    } catch (error) {
      const reason = unsentReason(error, this.#wasTaken);
      if (reason === null) this.#subscriber.error(error);
      return reason;
    }
  }
}
