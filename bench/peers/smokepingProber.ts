import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lap } from '../speedRatios.ts';
import { exists } from './run.ts';

const PROGRAM = 'prometheus-smokeping-prober';
const FOLDER = 'build/bench';
const CONFIGURATION = `${FOLDER}/smokeping_prober.yml`;
/** It starts the targets one by one, over their first interval. */
const STARTED = 3000;

/** What to say where it is not installed; null where it is. */
export function missingSmokepingProber(): string | null {
  return exists(PROGRAM, '--version') ? null : `${PROGRAM} (Debian: apt-get install ${PROGRAM})`;
}

/** Debian's exporter of ping times, on ping sockets, which probes its targets each second. */
export class SmokepingProber {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(port: number, targets: readonly string[]): Promise<SmokepingProber> {
    const listen = `127.0.0.1:${port}`;
    mkdirSync(FOLDER, { recursive: true });
    // This protocol is what ping sockets are called there. YAML takes JSON.
    const groups = [{ hosts: targets, interval: '1s', network: 'ip4', protocol: 'udp' }];
    writeFileSync(CONFIGURATION, JSON.stringify({ targets: groups }));
    const options = [`--config.file=${CONFIGURATION}`, `--web.listen-address=${listen}`, '--log.level=error'];
    const child = spawn(PROGRAM, options, { stdio: 'ignore' });
    await sleep(STARTED);
    if (child.exitCode !== null) throw new Error(`${PROGRAM} ended with ${child.exitCode}`);
    return new SmokepingProber(child, `http://${listen}/metrics`);
  }

  /** What it does until `work` has ended. */
  async lap(work: (url: string) => Promise<void>): Promise<Lap> {
    const [before, cpuBefore, start] = [await this.#requests(), this.#cpuTime(), performance.now()];
    await work(this.#url);
    const [cpu, milliseconds] = [this.#cpuTime() - cpuBefore, performance.now() - start];
    const count = (await this.#requests()) - before;
    if (!(count > 0)) throw new Error(`${PROGRAM} has sent nothing`);
    return { count, lost: 0, milliseconds, cpu };
  }

  stop(): void {
    this.#child.kill();
  }

  async #requests(): Promise<number> {
    const text = await (await fetch(this.#url)).text();
    const counts = [...text.matchAll(/^smokeping_requests_total\{.*\} (\S+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Milliseconds. */
  #cpuTime(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
}
