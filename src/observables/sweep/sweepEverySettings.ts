import type { Observable, ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { CADENCE_OPTIONS, cadenceSettings, type CadenceSettings } from '../options/cadenceSettings.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { SweepEveryOptions } from '../options.ts';
import { streamOf } from '../options/streamOf.ts';
import { sweepSettings, type SweepSettings } from './sweepSettings.ts';

/** The settings of repeated sweeps, checked once for each subscription. */
export interface SweepEverySettings extends SweepSettings, CadenceSettings {
  readonly period: number | Observable<number>;
  readonly rounds: number;
}

/** @throws what `probeSettings` throws. */
export function sweepEverySettings(
  period: number | ObservableInput<number>,
  options: SweepEveryOptions,
): SweepEverySettings {
  if (typeof options !== 'object' || options === null)
    throw new IcmpArgumentError('options', options, 'an object', 'pass an object, or leave it out.');
  const cadence = cadenceSettings(options, 'spread');
  const { scheduler, lateWindow, keepAlive } = cadence;
  const { rounds = Infinity } = options;
  if (rounds !== Infinity && !(Number.isInteger(rounds) && rounds >= 1)) {
    throw new IcmpArgumentError('rounds', rounds, 'an integer of at least 1, or Infinity', 'leave it out for no end.');
  }
  return {
    ...sweepSettings(options, ['rounds', ...CADENCE_OPTIONS], scheduler, { lateWindow, keepAlive }),
    ...cadence,
    rounds,
    // RxJS takes a string for a stream of its letters.
    period:
      typeof period === 'object'
        ? streamOf('period', period, 'pass a number of milliseconds or a stream of them.')
        : checkInterval(period, 'period'),
  };
}
