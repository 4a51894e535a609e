import type { Subscription } from 'rxjs';
import type { Resolved, Unresolved } from '../options/resolution.ts';
import { askName } from '../probe/askName.ts';
import type { StreamClock } from '../pacer/streamClock.ts';
import type { PingSettings } from './pingSettings.ts';

/**
 * The addresses that a series probes, and the look-ups of its name: one at a time, and beside the beats as soon as there
 * is an address. Times in milliseconds of one clock.
 */
export class Destinations {
  /** Best first; none before the first look-up that succeeds. */
  all: readonly Resolved[];
  isLookingUp = false;
  readonly #settings: PingSettings;
  readonly #subscription: Subscription;
  readonly #clock: StreamClock;
  /** The time of the last look-up; null when there was none, or it failed. */
  #lookedUpAt: number | null = null;

  /**
   * @param subscription ends the look-ups.
   * @param clock the clock of the look-ups and their time-outs.
   */
  constructor(settings: PingSettings, subscription: Subscription, clock: StreamClock) {
    const { numeric } = settings;
    this.all = numeric === null ? [] : [numeric];
    this.#settings = settings;
    this.#subscription = subscription;
    this.#clock = clock;
  }

  /** Whether the name is to be looked up on a beat. */
  areDue(beat: number): boolean {
    const { numeric, resolveEvery } = this.#settings;
    if (numeric !== null || this.isLookingUp) return false;
    const last = this.#lookedUpAt;
    // A first beat that waited for its look-up may have been moved to the moment of the answer.
    return last === null || (beat > last && beat - last >= resolveEvery);
  }

  /** Looks the name up. When that fails, the last good addresses stay. */
  lookUp(onFound: (lookupTime: number | null) => void, onFailed: (failure: Unresolved) => void): void {
    this.isLookingUp = true;
    const onResult = (result: readonly Resolved[] | Unresolved): void => {
      this.isLookingUp = false;
      const isFound = 'length' in result;
      this.#lookedUpAt = isFound ? this.#clock.now() : null;
      if (!isFound) return onFailed(result);
      this.all = this.#settings.addresses === 'all' ? result : result.slice(0, 1);
      onFound(result[0]!.lookupTime);
    };
    this.#subscription.add(askName(this.#settings, this.#clock.timers, onResult));
  }
}
