import { IcmpArgumentError } from '../../errors.ts';
import { checkKeys } from '../../checks/checkKeys.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import { checkPlace } from './checkPlace.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { numericTarget } from './numericTarget.ts';
import { latestTemplate } from './latestTemplate.ts';
import type { ProbeOptions, Target, TargetSpec } from '../options.ts';
import { PROBE_OPTIONS, probeTemplate, type ProbeTemplate } from './probeTemplate.ts';
import type { Resolved } from './resolution.ts';

/** The keys that a target may have. */
export const TARGET_KEYS: readonly string[] = ['target', 'tag', ...PROBE_OPTIONS];

/** A target and its options, checked once for each subscription. */
export interface ProbeSettings extends ProbeTemplate {
  /** Has the same options; targets without options of their own share it. */
  readonly template: ProbeTemplate;
  readonly target: string;
  readonly tag: unknown;
  /** Null when the target is a name. */
  readonly numeric: Resolved | null;
}

/**
 * Merges a target's own options over the call's, fills in the defaults and checks everything that can be checked
 * before a look-up.
 *
 * @param more names of options that the call may have beside those of a probe.
 * @param without names of a probe's options that the call may not have.
 * @throws `IcmpArgumentError` for what can never work, `IcmpError` with `ERR_ICMP_NO_DRIVER`.
 */
export function probeSettings(
  given: Target,
  options: ProbeOptions,
  more: readonly string[] = [],
  without: readonly string[] = [],
): ProbeSettings {
  const own = specOf(given);
  if (own === given) checkKeys(own, TARGET_KEYS, ELSEWHERE);
  checkOptions('options', options, namesOf(more, without), ELSEWHERE);
  const template = own === given && hasOptions(own) ? probeTemplate(options, own) : latestTemplate(options);
  const { target, tag = null } = own;
  const numeric = numericTarget(target, template);
  checkPlace(numeric === null ? null : target, template);
  const { driver, lookupTimeout, networkInterface, retry, deliverWithin, request } = template;
  const family = numeric?.family ?? template.family;
  // Each key by its name: V8 copies an object with a spread much slower.
  return {
    driver,
    family,
    lookupTimeout,
    networkInterface,
    retry,
    deliverWithin,
    request,
    template,
    target,
    tag,
    numeric,
  };
}

function hasOptions(own: TargetSpec): boolean {
  return PROBE_OPTIONS.some((name) => own[name as keyof ProbeOptions] !== undefined);
}

function namesOf(more: readonly string[], without: readonly string[]): readonly string[] {
  if (more.length === 0 && without.length === 0) return PROBE_OPTIONS;
  return [...PROBE_OPTIONS, ...more].filter((name) => !without.includes(name));
}

function specOf(given: Target): TargetSpec {
  if (typeof given === 'string') return { target: given };
  if (typeof given === 'object' && given !== null) {
    if (!(Symbol.iterator in given)) return given;
    const fix = 'for a list call monitor(targets), or sweep(targets) for one probe each.';
    throw new IcmpArgumentError('target', given, 'a single target', fix);
  }
  const expected = 'a host name, a numeric address, or an object with one';
  throw new IcmpArgumentError('target', given, expected, 'pass text, such as 192.0.2.1.');
}
