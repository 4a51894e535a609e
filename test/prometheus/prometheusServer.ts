import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../runProgram.ts';

/** Milliseconds: a bound for hangs. */
const PATIENCE = 150_000;

/** A sample of an answer: its labels, and its number; NaN for a histogram. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Debian's Prometheus, which scrapes one exporter and evaluates the rules of the package. */
export class PrometheusServer {
  readonly #url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<unknown>;

  constructor(url: string, child: ChildProcess, folder: string) {
    this.#url = url;
    this.#child = child;
    this.#folder = folder;
    this.#ended = once(child, 'exit');
  }

  /** The samples of an instant query, by the text of their labels. */
  async query(expression: string): Promise<readonly Sample[]> {
    const response = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { status, error, data } = (await response.json()) as {
      status: string;
      error?: string;
      data: { result: readonly { metric: Record<string, string>; value?: [number, string] }[] };
    };
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value?.[1] ?? NaN) }));
  }

  /** The number of a query that has one. */
  async number(expression: string): Promise<number> {
    const [sample, ...others] = await this.query(expression);
    if (sample === undefined || others.length > 0)
      throw new Error(`${expression}: ${others.length + 1} samples, or none`);
    return sample.value;
  }

  /** Waits until a query has this number. @throws when it has another one for too long. */
  async becomes(expression: string, expected: number): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      // A server that has just been started does not answer yet.
      const samples = await this.query(expression).catch(() => []);
      if (samples.length === 1 && Math.abs(samples[0]!.value - expected) < 1e-9) return;
      if (performance.now() > deadline)
        throw new Error(
          `${expression} is ${samples.map(({ value }) => value).join() || 'nothing'}, expected ${expected}`,
        );
      await sleep(1000);
    }
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#ended;
    rmSync(this.#folder, { recursive: true });
  }
}

/** @param flags such as `--enable-feature=native-histograms`. */
export async function startPrometheus(exporter: string, ...flags: readonly string[]): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-prometheus-'));
  const config = {
    // A busy machine takes many seconds for ten thousand series.
    global: { scrape_interval: '30s', scrape_timeout: '30s', evaluation_interval: '15s' },
    rule_files: [join(root, 'prometheus/rules.yml')],
    scrape_configs: [{ job_name: 'rxicmp', static_configs: [{ targets: [exporter] }] }],
  };
  // What is JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
      ...flags,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return new PrometheusServer(`http://${address}`, child, folder);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
