import type { SchedulerLike } from 'rxjs';
import { checkKeys } from '../../checks/checkKeys.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import { checkPlace } from '../options/checkPlace.ts';
import { ELSEWHERE } from '../options/elsewhere.ts';
import type { SweepOptions, TargetSpec } from '../options.ts';
import type { Pace } from '../pacer/pace.ts';
import { TARGET_KEYS } from '../options/probeSettings.ts';
import { PROBE_OPTIONS, probeTemplate, type ProbeTemplate } from '../options/probeTemplate.ts';
import { RatePacer } from '../pacer/ratePacer.ts';
import { retrySettings, type RetrySettings } from '../options/retrySettings.ts';

const SWEEP_OPTIONS = [...PROBE_OPTIONS, 'concurrent', 'rate'];

/** All that a probe of a sweep needs, except its target. */
export interface SweepTemplate extends ProbeTemplate {
  readonly retries: RetrySettings | null;
}

/** The settings of a sweep, checked once for each subscription. */
export interface SweepSettings {
  /** The template of every target without options of its own. */
  readonly template: SweepTemplate;
  /**
   * For a target with options of its own.
   * @throws what `probeSettings` throws.
   */
  templateOf(own: TargetSpec): SweepTemplate;
  readonly concurrent: number;
  /** Null: nothing has to wait for a slot. */
  readonly pace: Pace | null;
  /** Null: the driver keeps the beat if it can. */
  readonly scheduler: SchedulerLike | null;
}

/** What repeated sweeps set in their requests, beside a probe's options. */
export interface SweepRequest {
  readonly lateWindow: number;
  readonly keepAlive: boolean;
}

/**
 * @param more names of options beside those of a sweep.
 * @param usualRate probes a second, when the options have no `rate`.
 * @throws what `probeSettings` throws.
 */
export function sweepSettings(
  options: SweepOptions,
  more: readonly string[] = [],
  scheduler: SchedulerLike | null = null,
  changes: SweepRequest | null = null,
  usualRate = 1000,
): SweepSettings {
  checkOptions('options', options, [...SWEEP_OPTIONS, ...more], ELSEWHERE);
  const { concurrent = 65_536, rate = usualRate } = options;
  checkLimit('concurrent', concurrent, 'pass 1 or more, or leave it out.');
  const complete = (template: ProbeTemplate): SweepTemplate => ({
    ...template,
    retries: retrySettings(template.retry),
    request: { ...template.request, ...changes },
  });
  const template = complete(probeTemplate(options));
  checkPlace(null, template);
  const pacer = rate instanceof RatePacer ? rate : new RatePacer(rate as number);
  return {
    template,
    templateOf: (own) => {
      checkKeys(own, TARGET_KEYS, ELSEWHERE);
      return complete(probeTemplate(options, own));
    },
    concurrent,
    pace: pacer.paceOf(scheduler ?? template.driver),
    scheduler,
  };
}
