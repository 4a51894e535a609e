import type { EchoReply } from '../observables/echoReply.ts';
import { Collector } from './collector.ts';
import { metricsSettings } from './collector/metricsSettings.ts';
import type { Metrics } from './metrics.ts';
import type { MetricsOptions } from './metricsOptions.ts';

/**
 * Counts replies, and exposes them to Prometheus, or to whatever else reads its formats.
 *
 * Each set of labels has its own series: outcomes by status, a histogram of round-trip times, late and duplicate replies,
 * skipped beats, whether the target is up. The engine's counters stand beside them. Times are exposed in seconds. A reply
 * costs well below a microsecond, and memory for a series is constant.
 *
 * - Scrapes by protobuf get native histograms, with 16 buckets to each power of two, and the classic ones beside them.
 * - A series vanishes when `sweepEvery` emits `removed` for its target, or after a day without replies.
 * - Targets beyond `maxSeries` are counted as one series whose labels are all `other`. The first time, a message on the
 *   `node:diagnostics_channel` named `rxicmp:series` says so.
 * - When several targets have the same labels, the metrics do not say whether they are up.
 *
 * @example
 * {@includeCode ../../examples/exporter.ts}
 *
 * @param options times in milliseconds.
 * @throws `IcmpArgumentError` for an option that can never work.
 */
export function collectMetrics<R extends EchoReply<unknown> = EchoReply<unknown>>(
  options: MetricsOptions<R> = {},
): Metrics<R> {
  return new Collector(metricsSettings(options));
}
