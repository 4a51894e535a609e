import type { Observable } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { CADENCE_OPTIONS, cadenceSettings, type CadenceSettings } from '../options/cadenceSettings.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import type { PingOptions, ProbeOptions } from '../options.ts';
import type { ProbeTemplate } from '../options/probeTemplate.ts';
import { RETRY_OPTIONS, retrySettings, type RetrySettings } from '../options/retrySettings.ts';
import { streamOf } from '../options/streamOf.ts';
import { StreamClock } from '../pacer/streamClock.ts';

/** The names of the options that a series has beside those of a probe. */
export const PING_OPTIONS: readonly Exclude<keyof PingOptions, keyof ProbeOptions>[] = [
  'interval',
  'count',
  'duration',
  'resolve',
  'addresses',
  ...CADENCE_OPTIONS,
];

/** All that a series needs, except its target: options, checked and with their defaults. */
export interface SeriesTemplate extends ProbeTemplate, CadenceSettings {
  readonly interval: number | Observable<number>;
  readonly count: number;
  /** Milliseconds from the subscription on. */
  readonly duration: number;
  /** Milliseconds from one look-up to the next. */
  readonly resolveEvery: number;
  readonly addresses: 'first' | 'all';
  readonly retries: RetrySettings | null;
  readonly clock: StreamClock;
  /** What the driver gets ahead of a beat: it is to tell when the request has left. */
  readonly requestAhead: EchoRequest;
}

interface Latest extends SeriesTemplate {
  /** The template of the options of a probe. */
  readonly probe: ProbeTemplate;
  readonly values: readonly unknown[];
}

// Weak: this reference alone must not keep a driver or a stream alive.
let latest: WeakRef<Latest> | null = null;

/**
 * There may be many series with the same options. They share a template: the latest one is used again while every option
 * has the same value.
 *
 * @param probe from these options too.
 * @throws `IcmpArgumentError` for what can never work.
 */
export function seriesTemplate(options: PingOptions, probe: ProbeTemplate): SeriesTemplate {
  const values = valuesOf(options, probe.retry);
  const known = latest?.deref();
  if (known?.probe === probe && known.values.every((value, i) => value === values[i])) return known;
  // Not from the options again: an accessor may tell another value the next time.
  const read: PingOptions = Object.fromEntries(PING_OPTIONS.map((name, i) => [name, values[i]]));
  const template = { ...templateOf(read, probe), probe, values };
  latest = new WeakRef(template);
  return template;
}

/** What the template depends on. The fields of an object among the options may change until the next call. */
function valuesOf(options: PingOptions, retry: ProbeTemplate['retry']): readonly unknown[] {
  const { resolve } = options;
  const every = typeof resolve === 'object' ? resolve?.every : undefined;
  const policy = typeof retry === 'object' ? RETRY_OPTIONS.map((name) => retry?.[name]) : [];
  return [...PING_OPTIONS.map((name) => options[name]), every, ...policy];
}

function templateOf(options: PingOptions, probe: ProbeTemplate): SeriesTemplate {
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
  const cadence = cadenceSettings(options, 'aligned');
  const request = { ...probe.request, lateWindow: cadence.lateWindow };
  return {
    ...probe,
    ...cadence,
    request,
    requestAhead: { ...request, reportSent: true },
    count,
    duration,
    addresses,
    resolveEvery: intervalOf(resolve),
    retries: retrySettings(probe.retry),
    // RxJS reads a string as a stream of its letters.
    interval:
      typeof interval === 'object'
        ? streamOf('interval', interval, 'pass a number of milliseconds or a stream of them.')
        : checkInterval(interval),
    clock: new StreamClock(probe.driver, cadence.scheduler),
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
