import type { Observable } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { CADENCE_OPTIONS, cadenceSettings, type CadenceSettings } from '../options/cadenceSettings.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import type { PingOptions, ProbeOptions, Target } from '../options.ts';
import { probeSettings, type ProbeSettings } from '../options/probeSettings.ts';
import { retrySettings, type RetrySettings } from '../options/retrySettings.ts';
import { streamOf } from '../options/streamOf.ts';

const PING_OPTIONS: readonly Exclude<keyof PingOptions, keyof ProbeOptions>[] = [
  'interval',
  'count',
  'duration',
  'resolve',
  'addresses',
  ...CADENCE_OPTIONS,
];

/** The settings of a series, checked once for each subscription. */
export interface PingSettings extends ProbeSettings, CadenceSettings {
  readonly interval: number | Observable<number>;
  readonly count: number;
  /** Milliseconds from the subscription on. */
  readonly duration: number;
  /** Milliseconds from one look-up to the next. */
  readonly resolveEvery: number;
  readonly addresses: 'first' | 'all';
  readonly retries: RetrySettings | null;
}

/** @throws what `probeSettings` throws. */
export function pingSettings(target: Target, options: PingOptions): PingSettings {
  const settings = probeSettings(target, options, PING_OPTIONS);
  const { interval = 1000, count = Infinity, duration = Infinity, resolve = 'once', addresses = 'first' } = options;
  checkLimit('count', count, 'leave it out for no end.');
  if (!(typeof duration === 'number' && duration > 0)) {
    throw new IcmpArgumentError(
      'duration',
      duration,
      'a number of milliseconds above 0, or Infinity',
      'leave it out for no end.',
    );
  }
  if (addresses !== 'first' && addresses !== 'all') {
    throw new IcmpArgumentError('addresses', addresses, "'first' or 'all'", "leave it out for 'first'.");
  }
  return {
    ...settings,
    ...cadenceSettings(options, 'aligned'),
    count,
    duration,
    addresses,
    resolveEvery: intervalOf(resolve),
    retries: retrySettings(settings.retry),
    // RxJS reads a string as a stream of its letters.
    interval:
      typeof interval === 'object'
        ? streamOf('interval', interval, 'pass a number of milliseconds or a stream of them.')
        : checkInterval(interval),
  };
}

function intervalOf(resolve: NonNullable<PingOptions['resolve']>): number {
  if (resolve === 'once') return Infinity;
  if (resolve === 'each') return 0;
  if (typeof resolve === 'object' && resolve !== null && typeof resolve.every === 'number' && resolve.every > 0) {
    return resolve.every;
  }
  throw new IcmpArgumentError(
    'resolve',
    resolve,
    "'once', 'each' or { every: a number of milliseconds above 0 }",
    "leave it out for 'once'.",
  );
}
