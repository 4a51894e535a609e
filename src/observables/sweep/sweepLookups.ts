import type { SchedulerLike, Subscription } from 'rxjs';
import type { Resolution } from '../options/resolution.ts';
import { askName } from '../probe/askName.ts';
import type { SweepProbe } from './sweepProbe.ts';

/** The look-ups of a sweep, which end with it. */
export class SweepLookups {
  readonly #scheduler: SchedulerLike;
  readonly #onResult: (probe: SweepProbe, resolution: Resolution) => void;
  readonly #running = new Set<Subscription>();

  /** @param scheduler of the time-outs. */
  constructor(scheduler: SchedulerLike, onResult: (probe: SweepProbe, resolution: Resolution) => void) {
    this.#scheduler = scheduler;
    this.#onResult = onResult;
  }

  start(probe: SweepProbe): void {
    const { driver, family, lookupTimeout, networkInterface } = probe.template;
    const settings = { driver, family, lookupTimeout, networkInterface, target: probe.target };
    const end = (): void => {
      probe.pending = null;
      running.unsubscribe();
      this.#running.delete(running);
    };
    const running = askName(settings, this.#scheduler, (result) => {
      end();
      this.#onResult(probe, 'length' in result ? result[0]! : result);
    });
    this.#running.add(running);
    probe.pending = { cancel: end };
  }

  cancelAll(): void {
    for (const running of this.#running) running.unsubscribe();
    this.#running.clear();
  }
}
