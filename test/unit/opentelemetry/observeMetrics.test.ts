import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  InMemoryMetricExporter,
  type MetricData,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { collectMetrics } from 'rxicmp/metrics';
import { observeMetrics } from 'rxicmp/opentelemetry';
import { SimulatedNetwork } from 'rxicmp/testing';
import { from } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { echoReply, success, timedOut } from '../operators/echoReplies.ts';

const replies = [success(0, 0.5), success(1, 2), timedOut(2), echoReply('not-sent'), success(0, 7, { target: 'b' })];
const providers: MeterProvider[] = [];

afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.shutdown()));
});

function observed(views: ViewOptions[] = []) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader], views });
  providers.push(provider);
  const metrics = collectMetrics({ driver: new SimulatedNetwork({ hosts: [] }), bounds: [1, 5, 1000] });
  const subscription = observeMetrics(metrics, provider.getMeter('test'));
  const collect = async (): Promise<readonly MetricData[]> => {
    exporter.reset();
    await provider.forceFlush();
    return exporter.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
  };
  return { metrics, subscription, collect };
}

const pointsOf = (data: readonly MetricData[], name: string) =>
  data
    .find(({ descriptor }) => descriptor.name === name)
    ?.dataPoints.map(({ attributes, value }) => [attributes, value] as const) ?? [];

it('observes counters and gauges with their labels', async () => {
  const { metrics, collect } = observed();
  from(replies).pipe(metrics.record()).subscribe();
  const data = await collect();
  expect(pointsOf(data, 'rxicmp.probes')).toEqual([
    [{ target: '192.0.2.1', status: 'success' }, 2],
    [{ target: '192.0.2.1', status: 'timed-out' }, 1],
    [{ target: '192.0.2.1', status: 'not-sent' }, 1],
    [{ target: 'b', status: 'success' }, 1],
    [{ target: 'b', status: 'timed-out' }, 0],
  ]);
  expect(pointsOf(data, 'rxicmp.up')).toEqual([
    [{ target: '192.0.2.1' }, 0],
    [{ target: 'b' }, 1],
  ]);
  expect(pointsOf(data, 'rxicmp.engine.sent')).toEqual([[{}, 0]]);
  expect(pointsOf(data, 'rxicmp.engine.max_beat_delay')).toEqual([[{}, 0]]);
  expect(data.filter(({ descriptor }) => descriptor.unit === 's').map(({ descriptor }) => descriptor.name)).toEqual(
    expect.arrayContaining(['rxicmp.rtt', 'rxicmp.engine.max_beat_delay']),
  );
});

it('records round-trip times in seconds, in buckets with the given bounds', async () => {
  const { metrics, collect } = observed();
  from(replies).pipe(metrics.record()).subscribe();
  const [[attributes, value], other] = pointsOf(await collect(), 'rxicmp.rtt') as [readonly [object, object], unknown];
  expect(attributes).toEqual({ target: '192.0.2.1' });
  expect(value).toMatchObject({
    sum: 0.0025,
    count: 2,
    buckets: { boundaries: [0.001, 0.005, 1], counts: [1, 1, 0, 0] },
  });
  expect(other).toMatchObject([{ target: 'b' }, { count: 1 }]);
});

it('lets a View make the histogram an exponential one', async () => {
  const { metrics, collect } = observed([
    { instrumentName: 'rxicmp.rtt', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ]);
  from(replies).pipe(metrics.record()).subscribe();
  const data = (await collect()).find(({ descriptor }) => descriptor.name === 'rxicmp.rtt');
  expect(data).toMatchObject({
    dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
    dataPoints: [{ value: { count: 2 } }, { value: { count: 1 } }],
  });
});

it('ends with its subscription', async () => {
  const { metrics, subscription, collect } = observed();
  from(replies).pipe(metrics.record()).subscribe();
  await collect();
  subscription.unsubscribe();
  from(replies).pipe(metrics.record()).subscribe();
  const data = await collect();
  expect(pointsOf(data, 'rxicmp.probes')[0]).toEqual([{ target: '192.0.2.1', status: 'success' }, 2]);
  expect(pointsOf(data, 'rxicmp.rtt')[0]![1]).toMatchObject({ count: 2 });
});

it.each([
  ['metrics', {}, {}],
  ['meter', collectMetrics(), null],
])('refuses other %s', (argument, metrics, meter) => {
  expect(() => observeMetrics(metrics as never, meter as never)).toThrow(
    expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }),
  );
});
