import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DriverCounters, EchoCompletion, EchoRequest } from 'rxicmp/icmpapi';

/** Requests that neighbourProgram.mjs is told to send, `every` milliseconds from `start` on. */
export interface Series {
  readonly family: 4 | 6;
  readonly destination: string;
  readonly count: number;
  /** Milliseconds on the system's monotonic clock, which is the same everywhere. */
  readonly start: number;
  readonly every: number;
  readonly options: Partial<Omit<EchoRequest, 'data'>> & { readonly data: number | readonly number[] };
}

export type Seen = Pick<EchoCompletion, 'phase' | 'status' | 'address' | 'tos' | 'roundTripTime' | 'rttClock'>;

type Counted = 'received' | 'timedOut' | 'foreign' | 'duplicates' | 'late' | 'receiverDrops' | 'wakeUps';

/** Its answer: for each series, the completions of each request. */
export interface Report {
  readonly results: readonly (readonly (readonly Seen[])[])[];
  /** What its driver has counted since its answer before. */
  readonly counted: Pick<DriverCounters, Counted>;
}

const program = fileURLToPath(new URL('./neighbourProgram.mjs', import.meta.url));

/** Another process, or a worker of this one, that pings in this thread's namespace, as root. */
export class Neighbour {
  private readonly own: ChildProcess | Worker;

  private constructor(own: ChildProcess | Worker) {
    this.own = own;
  }

  static async start(kind: 'process' | 'worker', sockets: 'raw' | 'ping'): Promise<Neighbour> {
    // Ping sockets are used wherever they are allowed.
    writeFileSync('/proc/sys/net/ipv4/ping_group_range', sockets === 'ping' ? '0 0' : '1 0');
    const own = kind === 'process' ? fork(program, { execArgv: [] }) : new Worker(program, { execArgv: [] });
    const neighbour = new Neighbour(own);
    await neighbour.next();
    for (const family of ['', '6']) {
      if (countSockets(`raw${family}`) > 0 !== (sockets === 'raw')) throw new Error(`no ${sockets} sockets`);
      if (countSockets(`icmp${family}`) > 0 !== (sockets === 'ping')) throw new Error(`no ${sockets} sockets`);
    }
    return neighbour;
  }

  /** @param busy whether its event loop is blocked for 20 ms of every 50 meanwhile. */
  ping(series: readonly Series[], busy = false): Promise<Report> {
    const report = this.next();
    if (this.own instanceof Worker) this.own.postMessage({ series, busy });
    else this.own.send({ series, busy });
    return report as Promise<Report>;
  }

  /** Milliseconds that the threads of the process have run on any processor, in user mode and in the kernel. */
  cpuTime(): number {
    const tasks = `/proc/${(this.own as ChildProcess).pid}/task`;
    const times = readdirSync(tasks).map((thread) =>
      parseInt(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8'), 10),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1e6;
  }

  /** Sends a signal to the process. */
  signal(signal: NodeJS.Signals): void {
    if (!(this.own instanceof Worker)) this.own.kill(signal);
  }

  async end(): Promise<void> {
    if (this.own instanceof Worker) {
      await this.own.terminate();
    } else if (this.own.exitCode === null) {
      const ended = new Promise((resolve) => this.own.once('exit', resolve));
      this.own.kill('SIGKILL');
      await ended;
    }
  }

  private next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const failed = (reason: unknown): void => reject(new Error(`a neighbour ended: ${String(reason)}`));
      for (const event of ['error', 'exit']) this.own.once(event, failed);
      this.own.once('message', (message: unknown) => {
        for (const event of ['error', 'exit']) this.own.off(event, failed);
        resolve(message);
      });
    });
  }
}

/** Sockets of this namespace in one of the system's tables. */
function countSockets(table: string): number {
  return readFileSync(`/proc/thread-self/net/${table}`, 'utf8').trim().split('\n').length - 1;
}
