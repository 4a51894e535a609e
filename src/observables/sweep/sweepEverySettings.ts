import type { Observable, ObservableInput } from 'rxjs';
import { CADENCE_OPTIONS, cadenceSettings, type CadenceSettings } from '../options/cadenceSettings.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import { checkObject } from '../../checks/checkObject.ts';
import type { SweepEveryOptions } from '../options.ts';
import { streamOf } from '../options/streamOf.ts';
import { sweepSettings, type SweepSettings } from './sweepSettings.ts';

/** The settings of repeated sweeps, checked once for each subscription. */
export interface SweepEverySettings extends SweepSettings, CadenceSettings {
  readonly interval: number | Observable<number>;
  readonly rounds: number;
}

/**
 * @param more names of options that the caller reads.
 * @throws what `probeSettings` throws.
 */
export function sweepEverySettings(
  interval: number | ObservableInput<number>,
  options: SweepEveryOptions,
  more: readonly string[] = [],
): SweepEverySettings {
  checkObject('options', options);
  const cadence = cadenceSettings(options, 'spread');
  const { scheduler, lateWindow, keepAlive } = cadence;
  const { rounds = Infinity } = options;
  checkLimit('rounds', rounds, 'leave it out for no end.');
  return {
    // The interval is the rate.
    ...sweepSettings(options, ['rounds', ...CADENCE_OPTIONS, ...more], scheduler, { lateWindow, keepAlive }, Infinity),
    ...cadence,
    rounds,
    // RxJS reads a string as a stream of its letters.
    interval:
      typeof interval === 'object'
        ? streamOf('interval', interval, 'pass a number of milliseconds or a stream of them.')
        : checkInterval(interval),
  };
}
