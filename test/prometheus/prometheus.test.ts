import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../runProgram.ts';
import { expectedAfter } from './expectedAfter.ts';
import { BOUNDS } from './scenario.mjs';
import { type PrometheusServer, startPrometheus } from './prometheusServer.ts';

const ROUNDS = 4;

let exporter: ChildProcess;
let address: string;
const servers: Record<string, PrometheusServer> = {};

const play = () => fetch(`http://${address}/play?rounds=${ROUNDS}`, { method: 'POST' });

beforeAll(async () => {
  exporter = spawn(process.execPath, [join(root, 'test/prometheus/exporterProgram.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(exporter.stdout!, 'data')) as [Buffer];
  address = `127.0.0.1:${String(port).trim()}`;
  await play();
  servers['classic'] = await startPrometheus(address);
  servers['native'] = await startPrometheus(address, '--enable-feature=native-histograms');
});

afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
  exporter.kill();
});

/** Waits until Prometheus has all of what was played. */
async function scraped(server: PrometheusServer, rounds: number): Promise<void> {
  await server.becomes('sum(rxicmp_probes_total)', expectedAfter(rounds).probes);
}

const kinds = ['classic', 'native'] as const;

describe.each(kinds)('Prometheus with %s histograms', (kind) => {
  const isNative = kind === 'native';
  const of = {
    count: isNative ? 'histogram_count(sum(rxicmp_rtt_seconds))' : 'sum(rxicmp_rtt_seconds_count)',
    sum: isNative ? 'histogram_sum(sum(rxicmp_rtt_seconds))' : 'sum(rxicmp_rtt_seconds_sum)',
    quantile: (q: number) =>
      `histogram_quantile(${q}, ${isNative ? 'sum(rxicmp_rtt_seconds)' : 'sum by (le) (rxicmp_rtt_seconds_bucket)'})`,
  };

  it('finds what was played: ten thousand targets, every outcome, every round-trip time', async () => {
    const server = servers[kind]!;
    await scraped(server, ROUNDS);
    const { probes, statuses, rtts, up, down } = expectedAfter(ROUNDS);
    expect(await server.number('count(rxicmp_up == 1)')).toBe(up);
    expect(await server.number('count(rxicmp_up == 0)')).toBe(down);
    expect(await server.number('rxicmp_engine_sent_total')).toBe(probes);
    expect(await server.number('sum(rxicmp_transitions_total{kind="reachability", to="down"})')).toBe(down);
    const found = await server.query('sum by (status) (rxicmp_probes_total)');
    expect(Object.fromEntries(found.map(({ labels, value }) => [labels['status'], value]))).toEqual(statuses);
    expect(await server.number(of.count)).toBe(rtts.length);
    expect(await server.number(of.sum)).toBeCloseTo(rtts.reduce((sum, rtt) => sum + rtt, 0) / 1000, 6);
    for (const q of [0.1, 0.5, 0.9, 0.99]) {
      const told = await server.number(of.quantile(q));
      const rtt = rtts[Math.ceil(q * rtts.length) - 1]! / 1000;
      if (isNative) {
        // A bucket is 4.4 % wide.
        expect(Math.abs(Math.log2(told / rtt))).toBeLessThanOrEqual(1 / 16);
      } else {
        const i = BOUNDS.findIndex((bound) => rtt <= bound / 1000);
        expect(told).toBeGreaterThan(BOUNDS[i - 1]! / 1000);
        expect(told).toBeLessThanOrEqual(BOUNDS[i]! / 1000);
      }
    }
  });

  if (isNative) return;

  it('has exact counts up to each bound', async () => {
    const { rtts } = expectedAfter(ROUNDS);
    const found = await servers[kind]!.query('sum by (le) (rxicmp_rtt_seconds_bucket{le!="+Inf"})');
    const counts = Object.fromEntries(found.map(({ labels, value }) => [Number(labels['le']), value]));
    expect(counts).toEqual(
      Object.fromEntries(BOUNDS.map((bound) => [bound / 1000, rtts.filter((rtt) => rtt <= bound).length])),
    );
  });
});

describe('once more was played', () => {
  beforeAll(async () => {
    await play();
    await Promise.all(kinds.map((kind) => scraped(servers[kind]!, 2 * ROUNDS)));
  });

  it.each(kinds)('rates are those of the second part, with %s histograms', async (kind) => {
    const server = servers[kind]!;
    const { lossy, silent, slow, loss } = expectedAfter(ROUNDS);
    const lost = 'rate(rxicmp_probes_total{status!~"success|not-sent|not-resolved"}[5m])';
    const sent = 'rate(rxicmp_probes_total{status!~"not-sent|not-resolved"}[5m])';
    expect(await server.number(`sum(${lost}) / sum(${sent})`)).toBeCloseTo(loss, 9);
    await server.becomes(`rxicmp:loss:ratio5m{target="${lossy}"}`, 0.25);
    await server.becomes(`rxicmp:loss:ratio5m{target="${silent}"}`, 1);
    await server.becomes(`rxicmp:rtt_seconds:mean5m{target="${slow}"}`, 0.2);
  });

  it.each(kinds)('alerts are about the right targets, with %s histograms', async (kind) => {
    const { down, lossies } = expectedAfter(ROUNDS);
    const server = servers[kind]!;
    await server.becomes('count(ALERTS{alertname="RxicmpTargetDown"})', down);
    await server.becomes('count(ALERTS{alertname="RxicmpLoss"})', lossies);
    expect(await server.query('ALERTS{alertname=~"RxicmpLatency|RxicmpFlapping|RxicmpExporterGone"}')).toEqual([]);
  });

  interface Panel {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }
  const { panels } = JSON.parse(readFileSync(join(root, 'grafana/rxicmp.json'), 'utf8')) as { panels: Panel[] };

  it.each(kinds.flatMap((kind) => panels.map(({ title, targets }) => [title, kind, targets] as const)))(
    'the panel "%s" shows something, with %s histograms',
    async (title, kind, targets) => {
      const { up, down, loss } = expectedAfter(ROUNDS);
      const known: Readonly<Record<string, number>> = {
        'Targets up': up,
        'Targets down': down,
        Loss: loss,
        'Exporters down': 0,
      };
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr } of targets) {
        const query = expr
          .replaceAll('$__rate_interval', '5m')
          .replaceAll('$job', 'rxicmp')
          .replaceAll('$target', '.*');
        expect(query).not.toContain('$');
        const samples = await servers[kind]!.query(query);
        expect(samples.length, query).toBeGreaterThan(0);
        if (title in known) expect(samples[0]!.value).toBeCloseTo(known[title]!, 9);
        if (title !== 'Smoke' || kind === 'classic')
          expect(
            samples.every(({ value }) => value >= 0),
            query,
          ).toBe(true);
      }
    },
  );
});

describe('promtool', () => {
  const promtool = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync('promtool', args, {
      cwd: join(root, 'test/prometheus'),
      input,
      encoding: 'utf8',
    });
    return { status, text: stdout + stderr };
  };

  it('has nothing to say about the metrics', async () => {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    expect(text.length).toBeGreaterThan(10_000_000);
    expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, text: '' });
  });

  it('says so when something is wrong', async () => {
    expect(promtool(['check', 'metrics'], '# TYPE rxicmp_up counter\nrxicmp_up 1\n')).toMatchObject({ status: 3 });
  });

  it('finds no mistake in the rules, and each alert fires when it has to', () => {
    expect(promtool(['check', 'rules', join(root, 'prometheus/rules.yml')])).toMatchObject({ status: 0 });
    const { status, text } = promtool(['test', 'rules', 'rules.test.yml']);
    expect(text).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
