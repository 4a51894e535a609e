import type { Subscription } from 'rxjs';
import type { Resolved, Unresolved } from '../options/resolution.ts';
import { askName } from '../probe/askName.ts';
import type { SeriesTemplate } from './seriesTemplate.ts';

/**
 * The look-ups of the name of a series: one at a time, and beside the beats as soon as there is an address. Times in
 * milliseconds of the clock of the series.
 */
export class SeriesLookups {
  isUnderWay = false;
  /** The addresses that are to be probed, best first; none before the first look-up that succeeds. */
  found: readonly Resolved[] = [];
  readonly #template: SeriesTemplate;
  readonly #target: string;
  readonly #subscription: Subscription;
  /** The time of the last look-up; null when there was none, or it failed. */
  #lookedUpAt: number | null = null;

  /** @param subscription ends the look-ups. */
  constructor(template: SeriesTemplate, target: string, subscription: Subscription) {
    this.#template = template;
    this.#target = target;
    this.#subscription = subscription;
  }

  /** Whether the name is to be looked up on a beat. */
  areDue(beat: number): boolean {
    if (this.isUnderWay) return false;
    const last = this.#lookedUpAt;
    // A first beat that waited for its look-up may have been moved to the moment of the answer.
    return last === null || (beat > last && beat - last >= this.#template.resolveEvery);
  }

  /** Looks the name up. When that fails, the last good addresses stay. */
  start(onFound: (lookupTime: number | null) => void, onFailed: (failure: Unresolved) => void): void {
    const { driver, family, lookupTimeout, networkInterface, addresses, clock } = this.#template;
    this.isUnderWay = true;
    const onResult = (result: readonly Resolved[] | Unresolved): void => {
      this.isUnderWay = false;
      const isFound = 'length' in result;
      this.#lookedUpAt = isFound ? clock.now() : null;
      if (!isFound) return onFailed(result);
      this.found = addresses === 'all' ? result : result.slice(0, 1);
      onFound(result[0]!.lookupTime);
    };
    const asked = { driver, target: this.#target, family, lookupTimeout, networkInterface };
    this.#subscription.add(askName(asked, clock.timers, onResult));
  }
}
