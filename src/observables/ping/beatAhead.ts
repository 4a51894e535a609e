import type { Resolved } from '../options/resolution.ts';
import { unsentReason, type UnsentReason } from '../probe/unsentReason.ts';
import type { SeriesBeat } from './seriesBeat.ts';
import { SeriesProbe } from './seriesProbe.ts';
import { SeriesSender } from './seriesSender.ts';

const NONE: readonly SeriesProbe[] = [];

/**
 * The part of a series that knows its latest beat, until that has passed. A driver that keeps the beat gets requests ahead
 * of their time. When the driver does not take the request for an address ahead, the request is tried again when the
 * beat comes.
 */
export abstract class BeatAhead extends SeriesSender {
  /** The probes of the beat that the driver has ahead, one for each address that it took; null when it has none. */
  #queued: SeriesProbe | null = null;
  /** The probes whose requests the driver did not take ahead of that beat. */
  #postponed = NONE;
  /** The driver has taken a request. */
  #wasTaken = false;
  /** The driver took no request of the latest beat. */
  #isRefused = false;

  /** A beat has passed, and the next one is to come. */
  protected abstract advance(beat: SeriesBeat): void;

  /** The driver has a beat ahead. */
  protected get isQueued(): boolean {
    return this.#queued !== null;
  }

  /** The driver takes requests ahead of their beat. After a beat of which it took none, a timer waits for the next one. */
  protected get canQueue(): boolean {
    return this.clock.driverKeepsBeat && !this.#isRefused;
  }

  /**
   * Sends a probe of a beat to each of the addresses.
   * @returns false when the series has failed.
   */
  protected sendBeat(beat: SeriesBeat, at: number, destinations: readonly Resolved[]): boolean {
    const refused: [SeriesProbe, UnsentReason][] = [];
    let taken: SeriesProbe | null = null;
    for (const destination of destinations) {
      const probe = new SeriesProbe(this, destination, beat, 1);
      const reason = this.#try(probe, this.clock.driverKeepsBeat ? at : null);
      if (this.subscriber.closed) return false;
      if (reason !== null) {
        refused.push([probe, reason]);
      } else {
        probe.beside = taken;
        taken = probe;
      }
    }
    this.#isRefused = taken === null;
    const isAhead = refused.length > 0 && at > this.clock.now();
    if (isAhead && this.#isRefused) return true;
    if (isAhead) this.#postponed = refused.map(([probe]) => probe);
    if (this.canQueue) this.#queued = taken;
    else this.advance(beat);
    if (!isAhead) for (const [probe, reason] of refused) this.#notSent(probe, reason);
    return true;
  }

  /** Takes back the beat that the driver has ahead. */
  protected cancelBeat(): void {
    for (let probe = this.#queued; probe !== null; probe = probe.beside) this.cancel(probe);
    this.#queued = null;
    this.#postponed = NONE;
  }

  protected departed(probe: SeriesProbe): boolean {
    if (!this.#isAhead(probe)) return false;
    const postponed = this.#postponed;
    this.#queued = null;
    this.#postponed = NONE;
    this.advance(probe);
    for (const other of postponed) {
      const reason = this.#try(other, null);
      if (reason !== null) this.#notSent(other, reason);
      if (this.subscriber.closed) break;
    }
    return true;
  }

  #isAhead(probe: SeriesProbe): boolean {
    let one = this.#queued;
    while (one !== null && one !== probe) one = one.beside;
    return one !== null;
  }

  /** @returns why the driver did not take the request; null when it did, or the series has failed. */
  #try(probe: SeriesProbe, ahead: number | null): UnsentReason | null {
    try {
      this.send(probe, ahead);
    } catch (error) {
      const reason = unsentReason(error, this.#wasTaken);
      if (reason === null) this.fail(error);
      return reason;
    }
    this.begin();
    this.#wasTaken = true;
    return null;
  }

  #notSent(probe: SeriesProbe, reason: UnsentReason): void {
    this.begin();
    this.refused(probe, reason);
  }
}
