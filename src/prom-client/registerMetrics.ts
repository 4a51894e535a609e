import type { Metric, Registry } from 'prom-client';
import { Subscription } from 'rxjs';
import { checkObject } from '../checks/checkObject.ts';
import { collectorOf } from '../metrics/collectorOf.ts';
import type { Block } from '../metrics/collector/family.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { metricValues, type MetricValue } from './metricValues.ts';

/**
 * Puts metrics into a registry of prom-client, beside those that are there.
 *
 * The registry reads counts when it is scraped: a reply costs no more than without it. But it writes everything at once. With
 * thousands of series that holds the event loop for seconds, and `expose` of the metrics themselves does not.
 *
 * @example
 * {@includeCode ../../examples/promClient.ts}
 *
 * @param metrics of `collectMetrics`.
 * @param registry of prom-client 15, for either text format.
 * @returns what takes them out again.
 * @throws `IcmpArgumentError` for other metrics; and what the registry throws, as for a name that it has already.
 */
export function registerMetrics(
  metrics: Metrics<never>,
  registry: Pick<Registry, 'registerMetric' | 'removeSingleMetric'>,
): Subscription {
  const collector = collectorOf(metrics);
  checkObject('registry', registry);
  let blocks: readonly Block[] | null = null;
  // A registry reads all metrics in a row, so the blocks are kept until it is done.
  const read = (): readonly Block[] => {
    if (blocks === null) queueMicrotask(() => (blocks = null));
    return (blocks ??= collector.blocks());
  };
  const registered = new Subscription();
  try {
    for (const { family } of collector.blocks()) {
      const { name, help, type } = family;
      const values = (): MetricValue[] => {
        const block = read().find((one) => one.family === family);
        return block === undefined ? [] : metricValues(block, collector.bounds);
      };
      const metric = {
        // For OpenMetrics a registry cuts `_total` off the names of its counters, and adds it to their values again.
        name,
        help,
        type,
        get: async () => ({ name: metric.name, help, type, aggregator: 'sum', values: values() }),
        reset: () => undefined,
      };
      // A registry is made for metrics of its own classes, and uses these members of them.
      registry.registerMetric(metric as unknown as Metric);
      registered.add(() => registry.removeSingleMetric(name));
    }
  } catch (error) {
    registered.unsubscribe();
    throw error;
  }
  return registered;
}
