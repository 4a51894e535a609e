import { IcmpArgumentError } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import { Collector } from './collector.ts';

/** @throws `IcmpArgumentError` for what `collectMetrics` did not make. */
export function collectorOf(metrics: Metrics<never>): Collector<never> {
  if (metrics instanceof Collector) return metrics as Collector<never>;
  throw new IcmpArgumentError('metrics', metrics, 'what collectMetrics returns', 'pass collectMetrics().');
}
