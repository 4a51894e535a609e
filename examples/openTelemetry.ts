// Counts of replies, by OpenTelemetry.
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ping } from 'rxicmp';
import { collectMetrics } from 'rxicmp/metrics';
import { observeMetrics } from 'rxicmp/opentelemetry';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });

const metrics = collectMetrics();
observeMetrics(metrics, provider.getMeter('rxicmp'));

ping('127.0.0.1', { interval: 250, count: 3 })
  .pipe(metrics.record())
  .subscribe({
    complete: async () => {
      await provider.shutdown();
      const exported = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
      for (const { descriptor, dataPoints } of exported) {
        if (descriptor.name === 'rxicmp.probes')
          console.log(dataPoints.map(({ attributes, value }) => ({ ...attributes, value })));
      }
    },
  });

// Output:
// [
//   { target: '127.0.0.1', status: 'success', value: 3 },
//   { target: '127.0.0.1', status: 'timed-out', value: 0 }
// ]
