import type { Block } from '../metrics/collector/family.ts';
import { ClassicBuckets } from '../metrics/exposition/classicBuckets.ts';

/** A line of a metric, as prom-client has it. */
export interface MetricValue {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** @param bounds of classic buckets, in milliseconds. */
export function metricValues({ family, sources }: Block, bounds: readonly number[]): MetricValue[] {
  const values: MetricValue[] = [];
  const buckets = new ClassicBuckets(bounds);
  for (const source of sources) {
    const { labels } = source;
    if (family.type !== 'histogram') {
      family.read(source, (value, extra) =>
        values.push({ labels: { ...labels, ...Object.fromEntries(extra) }, value }),
      );
      continue;
    }
    const rtts = family.read(source);
    const { count } = rtts;
    const metricName = `${family.name}_bucket`;
    buckets.counts(rtts).forEach((value, i) => {
      values.push({ metricName, labels: { ...labels, le: bounds[i]! / 1000 }, value });
    });
    values.push({ metricName, labels: { ...labels, le: '+Inf' }, value: count });
    values.push({ metricName: `${family.name}_sum`, labels, value: rtts.sum / 1000 });
    values.push({ metricName: `${family.name}_count`, labels, value: count });
  }
  return values;
}
