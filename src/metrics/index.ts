/**
 * Replies and transitions are counted, and exposed to Prometheus.
 *
 * @module rxicmp/metrics
 */

export { collectMetrics } from './collectMetrics.ts';
export type { Labels, MetricsOptions } from './metricsOptions.ts';
export type { Exposition, Metrics, SeriesMetrics } from './metrics.ts';
