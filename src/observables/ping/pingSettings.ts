import type { PingOptions, Target } from '../options.ts';
import { probeSettings } from '../options/probeSettings.ts';
import type { Resolved } from '../options/resolution.ts';
import { PING_OPTIONS, seriesTemplate, type SeriesTemplate } from './seriesTemplate.ts';

/** The settings of a series, checked once for each subscription. */
export interface PingSettings {
  readonly template: SeriesTemplate;
  readonly target: string;
  readonly tag: unknown;
  /** Null when the target is a name. */
  readonly numeric: Resolved | null;
}

/** @throws what `probeSettings` throws. */
export function pingSettings(given: Target, options: PingOptions): PingSettings {
  const { template, target, tag, numeric } = probeSettings(given, options, PING_OPTIONS);
  return { template: seriesTemplate(options, template), target, tag, numeric };
}
