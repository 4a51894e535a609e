import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { Counter, Histogram, Registry } from 'prom-client';
import { type EchoReply, ping } from 'rxicmp';
import { collectMetrics, type Metrics } from 'rxicmp/metrics';
import { SimulatedNetwork } from 'rxicmp/testing';
import { firstValueFrom, Subject } from 'rxjs';
import type { Bench } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, higher, lower, type Figure } from '../figure.ts';
import { collectGarbage } from '../lab/collectGarbage.ts';
import { type LongestTask, longestTask } from '../lab/longestTask.ts';

const SERIES = 10_000;
/** How often all replies are recorded in a round. */
const TIMES = 20;
const FORMATS = {
  text: 'text/plain',
  OpenMetrics: 'application/openmetrics-text',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
} as const;

/** What each series costs: of a reply that is recorded, and of the event loop when all of them are scraped. */
export const exposing: Bench = {
  about: `the cost of a recorded reply, and the longest task while ${SERIES} series are scraped, beside prom-client`,
  async run({ rounds }) {
    const replies = await repliesOf(SERIES);
    const metrics = collectMetrics({ driver: null });
    const registry = new Registry();
    const ours = recorder(metrics);
    const theirs = observer(registry);
    ours(replies);
    theirs(replies);
    const exporter = await exporterOf(metrics);
    const scrapes = Object.entries(FORMATS).map(([name, accept]) => {
      const client = new Contender('scrape', exporter.url, accept);
      const scrape = async (): Promise<void> => {
        const { count } = await client.lap();
        if (count < 1_000_000) throw new Error(`${count} bytes were scraped`);
      };
      return { name, client, tasks: [] as LongestTask[], scrape };
    });
    collectGarbage();
    // Nothing that writes has run in this process yet. The later formats share some of it with the first one.
    const first: Figure[] = [];
    for (const { name, scrape } of scrapes) {
      const { processor, wall } = await longestTask(scrape);
      first.push(figure(`longest task of the first scrape, ${name}`, 'ms', lower(10), [processor]));
      first.push(figure(`the same, wall-clock`, 'ms', lower(null), [wall]));
    }
    const costs: number[] = [];
    const costRatios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [own, other] = [cost(() => ours(replies)), cost(() => theirs(replies))];
      costs.push((own / SERIES / TIMES) * 1000);
      costRatios.push(other / own);
    }
    const taskRatios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      collectGarbage();
      for (const { tasks, scrape } of scrapes) tasks.push(await longestTask(scrape));
      const { processor } = await longestTask(() => registry.metrics());
      taskRatios.push(processor / Math.max(...scrapes.map(({ tasks }) => tasks.at(-1)!.processor)));
    }
    for (const { client } of scrapes) await client.close();
    exporter.close();
    return {
      figures: [
        figure('cost of a recorded reply, of that of prom-client', 'x less', higher(5, 3), costRatios),
        figure('cost of a recorded reply', 'us', lower(0.5), costs),
        figure('longest task of a scrape by any format, of that of prom-client', 'x less', higher(100, 30), taskRatios),
        ...scrapes.flatMap(({ name, tasks }) => [
          figure(
            `longest task of a scrape, ${name}`,
            'ms',
            lower(10),
            tasks.map(({ processor }) => processor),
          ),
          figure(
            'the same, wall-clock',
            'ms',
            lower(null),
            tasks.map(({ wall }) => wall),
          ),
        ]),
        ...first,
      ],
    };
  },
};

/** The exporter of examples/exporter.ts. */
async function exporterOf(metrics: Metrics<EchoReply<unknown>>): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { contentType, chunks } = metrics.expose(request.headers.accept);
    response.setHeader('Content-Type', contentType);
    pipeline(chunks, response, () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** A reply of each of so many targets. */
async function repliesOf(count: number): Promise<EchoReply[]> {
  const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
  const reply = await firstValueFrom(ping('192.0.2.1', { driver }));
  return Array.from(
    { length: count },
    (_, i) => ({ ...reply, target: `host-${i}.example`, rtt: 1 + (i % 300) / 10 }) as EchoReply,
  );
}

function recorder(metrics: Metrics<EchoReply<unknown>>): (replies: readonly EchoReply[]) => void {
  const source = new Subject<EchoReply>();
  source.pipe(metrics.record()).subscribe();
  return (replies) => {
    for (const reply of replies) source.next(reply);
  };
}

/** What one would write by hand with prom-client. */
function observer(registry: Registry): (replies: readonly EchoReply[]) => void {
  const registers = [registry];
  const buckets = [
    0.125, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 4000,
  ];
  const probes = new Counter({ name: 'probes_total', help: 'Probes.', labelNames: ['target', 'status'], registers });
  const rtt = new Histogram({
    name: 'rtt_seconds',
    help: 'Times.',
    labelNames: ['target'],
    buckets: buckets.map((bound) => bound / 1000),
    registers,
  });
  const source = new Subject<EchoReply>();
  source.subscribe(({ target, status, rtt: time }) => {
    probes.inc({ target, status });
    if (time !== null) rtt.observe({ target }, time / 1000);
  });
  return (replies) => {
    for (const reply of replies) source.next(reply);
  };
}

/** Milliseconds of processor time for so many times: another process does not count. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < TIMES; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
