import { from, type Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import { IcmpArgumentError } from '../errors.ts';
import { checkInterval } from './checkInterval.ts';
import { checkTime } from './checkTime.ts';
import type { PingOptions, ProbeOptions } from './options.ts';
import { probeSettings, type ProbeSettings } from './probeSettings.ts';
import type { Target } from './targets.ts';

const PING_OPTIONS: readonly Exclude<keyof PingOptions, keyof ProbeOptions>[] = [
  'interval',
  'count',
  'paused',
  'lateWindow',
  'scheduler',
];

/** The settings of a series, checked once for each subscription. */
export interface PingSettings extends ProbeSettings {
  readonly interval: number | Observable<number>;
  readonly count: number;
  readonly lateWindow: number;
  readonly paused: Observable<boolean> | null;
  /** Null: the driver keeps the beat if it can. */
  readonly scheduler: SchedulerLike | null;
}

/** @throws what `probeSettings` throws. */
export function pingSettings(target: Target, options: PingOptions): PingSettings {
  const settings = probeSettings(target, options, PING_OPTIONS);
  const { interval = 1000, count = Infinity, paused, lateWindow = 0, scheduler = null } = options;
  checkTime('lateWindow', lateWindow, 'zero');
  if (count !== Infinity && !(Number.isInteger(count) && count >= 1)) {
    throw new IcmpArgumentError('count', count, 'an integer of at least 1, or Infinity');
  }
  if (scheduler !== null && typeof scheduler.schedule !== 'function') {
    throw new IcmpArgumentError('scheduler', scheduler, 'an RxJS scheduler');
  }
  return {
    ...settings,
    lateWindow,
    count,
    scheduler,
    // RxJS takes a string for a stream of its letters.
    interval: typeof interval === 'object' ? stream('interval', interval) : checkInterval(interval),
    paused: paused === undefined ? null : stream('paused', paused),
  };
}

function stream<T>(argument: string, input: ObservableInput<T>): Observable<T> {
  try {
    return from(input);
  } catch {
    throw new IcmpArgumentError(argument, input, 'something that RxJS can subscribe to');
  }
}
