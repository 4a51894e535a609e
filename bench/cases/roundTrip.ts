import { setTimeout as sleep } from 'node:timers/promises';
import { sweep } from 'rxicmp';
import { lastValueFrom, tap } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { helper } from '../lab/helper.ts';
import { tunPath } from '../lab/tunPath.ts';
import { Witness, type Testimony } from '../lab/witness.ts';
import { median } from '../median.ts';
import { run as runProgram } from '../peers/run.ts';
import { quantile } from '../quantile.ts';

type Rtts = Map<string, number>;

/** Round-trip times against what the kernel saw on the device, while the event loop is blocked 20 of every 50 ms. */
export const roundTrip: Bench = {
  about:
    'round-trip times over 5 ms (TUN) by the stamps of the kernel, event loop blocked 20 of every 50 ms, beside bare C',
  async run() {
    enterLab();
    const network = await tunPath(5000);
    const ours: number[][] = [];
    const bare: number[][] = [];
    helper('paced');
    await timed('198.18.2.0/24', 500);
    const busy = setInterval(() => block(20), 50);
    for (let round = 0; round < 5; round++) {
      const witness = await Witness.of('tun0');
      const rtts = await timed(`198.18.${16 + 4 * round}.0/23`, 200);
      const theirs = await paced(`198.18.${18 + 4 * round}.0`, 512, 200);
      const seen = await witness.testify();
      ours.push(errorsOf(rtts, seen).map(Math.abs));
      bare.push(errorsOf(theirs, seen).map(Math.abs));
    }
    clearInterval(busy);
    await network.stop();
    const middle = (all: readonly number[][]): number[] => all.map((errors) => median(errors));
    const high = (all: readonly number[][]): number[] => all.map((errors) => quantile(errors, 0.99));
    const ratios = (of: (all: readonly number[][]) => number[]): number[] =>
      of(ours).map((error, round) => error / of(bare)[round]!);
    const shown = lower(null);
    return {
      figures: [
        figure('error of the RTT, median, bare C = 1', 'x', lower(0.2, 0.4), ratios(middle)),
        figure('error of the RTT, p99, bare C = 1', 'x', lower(0.5, 1), ratios(high)),
        figure('error of the RTT, median', 'us', shown, middle(ours)),
        figure('of bare C', 'us', shown, middle(bare)),
        figure('error of the RTT, p99', 'us', shown, high(ours)),
        figure('of bare C', 'us', shown, high(bare)),
      ],
    };
  },
};

/** Round-trip times of 64 probes that leave at once. */
export const burst: Bench = {
  about: 'round-trip times of 64 probes at once over 5 ms (TUN) against the stamps of the kernel',
  async run() {
    enterLab();
    const network = await tunPath(5000);
    await timed('198.18.2.0/24', 1000);
    const witness = await Witness.of('tun0');
    const bursts: Rtts[] = [];
    for (let i = 0; i < 40; i++) {
      bursts.push(await timed(`198.19.${i}.0/26`, Infinity));
      await sleep(30);
    }
    const seen = await witness.testify();
    await network.stop();
    const means = bursts.map((rtts) => {
      const errors = errorsOf(rtts, seen);
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    });
    return {
      figures: [figure('bias of the RTT in a burst of 64', 'us', lower(2, 5), means)],
    };
  },
};

async function timed(block: string, rate: number): Promise<Rtts> {
  const rtts: Rtts = new Map();
  const remember = tap(
    ({ target, rtt }: { target: string; rtt: number | null }) => rtt !== null && rtts.set(target, rtt),
  );
  await lastValueFrom(sweep(block, { rate }).pipe(remember));
  return rtts;
}

/** The same by the least that it takes: a clock beside `sendto`. */
async function paced(first: string, count: number, rate: number): Promise<Rtts> {
  const { text } = await runProgram(helper('paced'), [first, `${count}`, `${1e6 / rate}`]);
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string])
      .map(([address, nanoseconds]) => [address, Number(nanoseconds) / 1e6]),
  );
}

/** Microseconds that round-trip times are longer than those of the packets on the device. */
function errorsOf(rtts: Rtts, seen: ReadonlyMap<string, Testimony>): number[] {
  return [...rtts].flatMap(([address, rtt]) => {
    const { sent: [sent] = [], received: [received] = [] } = seen.get(address) ?? {};
    return sent === undefined || received === undefined ? [] : [(rtt - (received - sent)) * 1000];
  });
}

function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}
