import { sweepEvery } from 'rxicmp';
import { lastValueFrom, of, reduce } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { BusyLoop } from '../lab/busyLoop.ts';
import { enterLab } from '../lab/enterLab.ts';
import { helper } from '../lab/helper.ts';
import { Witness, type Testimony } from '../lab/witness.ts';
import { run as runProgram } from '../peers/run.ts';

const COUNT = 10_000;
const INTERVAL = 1000;
const ROUNDS = 10;
const MOST_ROUNDS = 3;
/** Milliseconds behind the schedule from which a beat counts as late. */
const LATE = 10;
const TARGETS = Array.from({ length: COUNT }, (_, i) => `127.1.${i >> 8}.${i & 255}`);

/** Ten thousand targets each second while other processes want every core, beside a loop in C in the same trouble. */
export const busyCores: Bench = {
  about: `${COUNT.toLocaleString('en')} loopback targets each second while a busy process runs on each core`,
  async run({ rounds }) {
    enterLab();
    helper('beat');
    const beat = [TARGETS[0]!, `${COUNT}`, `${INTERVAL}`, `${ROUNDS}`];
    await play(2);
    const ours: number[] = [];
    const theirs: number[] = [];
    const skipped: number[] = [];
    const busy = BusyLoop.onEachCore();
    try {
      for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
        ours.push(await late(async () => void skipped.push(await play(ROUNDS))));
        theirs.push(await late(() => runProgram(helper('beat'), beat)));
      }
    } finally {
      busy.stop();
    }
    return {
      figures: [
        figure(`beats late by more than ${LATE} ms`, '%', lower(1, 5), ours),
        figure('of bare C', '%', lower(null), theirs),
        figure('skipped beats', '', lower(0, 0), skipped),
      ],
    };
  },
};

/** @returns how many beats were skipped. */
function play(beats: number): Promise<number> {
  const replies = of(TARGETS).pipe(sweepEvery(INTERVAL, { rounds: beats }));
  return lastValueFrom(replies.pipe(reduce((sum, { status }) => sum + (status === 'skipped' ? 1 : 0), 0)));
}

/** @returns the share of late beats in percent. One that never left is late too. */
async function late(work: () => Promise<unknown>): Promise<number> {
  const witness = await Witness.of('lo');
  await work();
  const seen = await witness.testify();
  const behind = TARGETS.flatMap((target, i) => distances(seen.get(target), (i * INTERVAL) / COUNT));
  // No beat leaves early, so the one that is earliest in its slot left on time.
  const onTime = behind.reduce((least, one) => Math.min(least, one), Infinity);
  const punctual = behind.filter((one) => one - onTime <= LATE).length;
  return (1 - punctual / (COUNT * ROUNDS)) * 100;
}

/** Milliseconds of each beat of a target behind its slot, all from the same origin. */
function distances(testimony: Testimony | undefined, phase: number): number[] {
  return (testimony?.sent ?? []).map((at, beat) => at - phase - beat * INTERVAL);
}
