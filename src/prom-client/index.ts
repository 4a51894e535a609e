/**
 * The metrics of `rxicmp/metrics` in a registry of prom-client.
 *
 * @module rxicmp/prom-client
 */

export { registerMetrics } from './registerMetrics.ts';
