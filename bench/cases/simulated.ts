import { sweepEvery } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { asyncScheduler, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Bench } from '../bench.ts';
import { figure, higher, lower } from '../figure.ts';

const TARGETS = Array.from({ length: 1000 }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
const EVERY = 10_000;
const ROUNDS = 200;

/** Hours of a network in memory, against what RxJS' virtual time alone costs. */
export const simulated: Bench = {
  about: `${ROUNDS} rounds of 1,000 simulated targets each ${EVERY / 1000} s, in virtual time`,
  run({ rounds }) {
    const speeds: number[] = [];
    const ratios: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const [ours, alone] = [timed(play), timed(schedule)];
      if (round < 0) continue;
      speeds.push((TARGETS.length * ROUNDS) / ours);
      ratios.push(ours / alone);
    }
    return Promise.resolve({
      figures: [
        figure('processor time of an outcome, of two actions of RxJS in virtual time = 1', 'x', lower(3, 5), ratios),
        figure('outcomes a second', '/s', higher(300_000), speeds),
      ],
    });
  },
};

/** Seconds of processor time. */
function timed(work: (scheduler: TestScheduler) => number): number {
  const scheduler = new TestScheduler(() => undefined);
  const before = process.cpuUsage();
  const done = scheduler.run(() => {
    scheduler.maxFrames = Infinity;
    return work(scheduler);
  });
  if (done !== TARGETS.length * ROUNDS) throw new Error(`${done} outcomes`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function play(scheduler: TestScheduler): number {
  const latency = { logNormal: { median: 20, sigma: 0.3 } };
  const hosts = TARGETS.map((address) => ({ address, latency, loss: 0.01 }));
  const driver = new SimulatedNetwork({ hosts }, scheduler, { log: false });
  let count = 0;
  of(TARGETS)
    .pipe(sweepEvery(EVERY, { rounds: ROUNDS, driver }))
    .subscribe(() => count++);
  scheduler.flush();
  return count;
}

/** The least that a send and its answer cost in virtual time: two actions, one after the other. */
function schedule(scheduler: TestScheduler): number {
  let count = 0;
  const again = (): void => {
    asyncScheduler.schedule(
      () => {
        if (++count < TARGETS.length * ROUNDS) asyncScheduler.schedule(again, EVERY / TARGETS.length / 2);
      },
      EVERY / TARGETS.length / 2,
    );
  };
  again();
  scheduler.flush();
  return count;
}
