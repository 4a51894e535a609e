import { setImmediate as turn } from 'node:timers/promises';
import { Counter, Histogram, Registry } from 'prom-client';
import { type EchoReply, ping } from 'rxicmp';
import { collectMetrics, type Metrics } from 'rxicmp/metrics';
import { SimulatedNetwork } from 'rxicmp/testing';
import { firstValueFrom, Subject } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure } from '../figure.ts';

const SERIES = 10_000;
/** How often all replies are recorded in a round. */
const TIMES = 20;
const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** What each series costs: of a reply that is recorded, and of the event loop when all of them are written. */
export const exposing: Bench = {
  about: `the cost of a recorded reply, and the longest task while ${SERIES} series are written, beside prom-client`,
  async run({ rounds }) {
    const replies = await repliesOf(SERIES);
    const metrics = collectMetrics({ driver: null });
    const registry = new Registry();
    const ours = recorder(metrics);
    const theirs = observer(registry);
    ours(replies);
    theirs(replies);
    // Cold: no line of what writes has run in this process.
    const first = await longestTask(() => drained(metrics, 'text/plain'));
    const firstProtobuf = await longestTask(() => drained(metrics, PROTOBUF));
    const costs: number[] = [];
    const costRatios: number[] = [];
    const tasks: number[] = [];
    const taskRatios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [own, other] = [cost(() => ours(replies)), cost(() => theirs(replies))];
      costs.push((own / SERIES / TIMES) * 1000);
      costRatios.push(other / own);
      const task = await longestTask(() => drained(metrics, 'text/plain'));
      tasks.push(task);
      taskRatios.push((await longestTask(() => registry.metrics())) / task);
    }
    const lower = (reach: number | null, floor: number | null) => ({ better: 'lower', reach, floor }) as const;
    const higher = (reach: number, floor: number) => ({ better: 'higher', reach, floor }) as const;
    return {
      figures: [
        figure('cost of a recorded reply, of that of prom-client', 'x less', higher(5, 3), costRatios),
        figure('cost of a recorded reply', 'us', lower(0.5, null), costs),
        figure('longest task of a scrape, of that of prom-client', 'x less', higher(100, 30), taskRatios),
        figure('longest task of a scrape', 'ms', lower(10, null), tasks),
        figure('longest task of the first scrape', 'ms', lower(10, null), [first]),
        figure('longest task of the first scrape by protobuf', 'ms', lower(10, null), [firstProtobuf]),
      ],
    };
  },
};

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

async function drained(metrics: Metrics<EchoReply<unknown>>, accept: string): Promise<void> {
  let bytes = 0;
  for await (const chunk of metrics.expose(accept).chunks) bytes += chunk.length;
  if (bytes < 1_000_000) throw new Error(`${bytes} bytes were written`);
}

/** Milliseconds of processor time for so many times: another process does not count. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < TIMES; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The longest time between two turns of the event loop, in milliseconds of processor time. */
async function longestTask(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  const watch = (async () => {
    let before = process.cpuUsage();
    while (!isOver) {
      await turn();
      const { user, system } = process.cpuUsage(before);
      longest = Math.max(longest, (user + system) / 1000);
      before = process.cpuUsage();
    }
  })();
  await turn();
  await work();
  isOver = true;
  await watch;
  return longest;
}
