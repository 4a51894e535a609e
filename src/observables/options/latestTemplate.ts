import { selectDriver } from '#platform';
import type { ProbeOptions } from '../options.ts';
import { PROBE_OPTIONS, probeTemplate, type ProbeTemplate } from './probeTemplate.ts';

type Name = keyof ProbeOptions;

interface Latest {
  readonly values: readonly unknown[];
  readonly template: ProbeTemplate;
}

// Weak: a driver and a payload may be large, and this reference alone must not keep them alive.
let latest: WeakRef<Latest> | null = null;

/**
 * The template of options. They hardly ever change from one probe to the next, so the latest template is kept and used
 * again while every option has the same value: nothing is merged and checked anew.
 *
 * @throws what `probeTemplate` throws.
 */
export function latestTemplate(options: ProbeOptions): ProbeTemplate {
  const known = latest?.deref();
  if (known !== undefined && hasValues(options, known.values)) {
    // Without the option `driver` the driver may be another one than the last time.
    if (selectDriver(options.driver) === known.template.driver) return known.template;
  }
  // Read once: an accessor may tell another value the next time, by which the template would be known.
  const read = Object.fromEntries(PROBE_OPTIONS.map((name) => [name, options[name as Name]]));
  const template = probeTemplate(read);
  latest = new WeakRef({ values: Object.values(read), template });
  return template;
}

function hasValues(options: ProbeOptions, values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (options[PROBE_OPTIONS[i] as Name] !== values[i]) return false;
  return true;
}
