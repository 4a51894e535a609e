/**
 * The metrics of `rxicmp/metrics` behind a meter of OpenTelemetry.
 *
 * @module rxicmp/opentelemetry
 */

export { observeMetrics } from './observeMetrics.ts';
