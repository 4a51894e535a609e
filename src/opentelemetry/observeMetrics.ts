import type { BatchObservableCallback, Meter, Observable as Instrument } from '@opentelemetry/api';
import { Subscription } from 'rxjs';
import { checkObject } from '../checks/checkObject.ts';
import { collectorOf } from '../metrics/collectorOf.ts';
import type { Family, Source } from '../metrics/collector/family.ts';
import type { Metrics } from '../metrics/metrics.ts';

/**
 * Makes instruments of OpenTelemetry that observe metrics: counters and gauges when the SDK collects, and a histogram into
 * which each round-trip time is recorded as it comes.
 *
 * They are named as for Prometheus, with dots: `rxicmp.probes`, `rxicmp.rtt` in seconds, `rxicmp.engine.sent`. Labels are
 * attributes. A View of yours may make the histogram an exponential one. The SDK keeps 2,000 series for each instrument, and
 * counts the rest as `otel.metric.overflow`, unless a View says otherwise.
 *
 * @example
 * {@includeCode ../../examples/openTelemetry.ts}
 *
 * @param metrics of `collectMetrics`.
 * @param meter of @opentelemetry/api.
 * @returns what ends the observation.
 * @throws `IcmpArgumentError` for other metrics.
 */
export function observeMetrics(metrics: Metrics<never>, meter: Meter): Subscription {
  const collector = collectorOf(metrics);
  checkObject('meter', meter);
  const observed = new Subscription();
  const instruments = new Map<Family<Source>, Instrument>();
  for (const { family } of collector.blocks()) {
    const { type, help: description } = family;
    const options = { description, ...(family.unit === null ? {} : { unit: 's' }) };
    const name = instrumentName(family.name);
    if (type === 'histogram') {
      const advice = { explicitBucketBoundaries: collector.bounds.map((bound) => bound / 1000) };
      const histogram = meter.createHistogram(name, { ...options, advice });
      observed.add(collector.rtts.subscribe(({ series, rtt }) => histogram.record(rtt / 1000, series.labels)));
    } else {
      const isCounter = type === 'counter';
      instruments.set(
        family,
        isCounter ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options),
      );
    }
  }
  const observe: BatchObservableCallback = (result) => {
    for (const { family, sources } of collector.blocks()) {
      const instrument = instruments.get(family);
      if (family.type === 'histogram' || instrument === undefined) continue;
      for (const source of sources) {
        family.read(source, (value, extra) => {
          result.observe(instrument, value, { ...source.labels, ...Object.fromEntries(extra) });
        });
      }
    }
  };
  meter.addBatchObservableCallback(observe, [...instruments.values()]);
  observed.add(() => meter.removeBatchObservableCallback(observe, [...instruments.values()]));
  return observed;
}

/** A counter's `_total` and the unit are Prometheus' own: an exporter for it adds them again. */
function instrumentName(name: string): string {
  return name
    .replace(/_total$|_seconds$/, '')
    .replace('_', '.')
    .replace('.engine_', '.engine.');
}
