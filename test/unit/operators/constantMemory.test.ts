import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  baselineShift,
  ewmaHysteresis,
  groupByTarget,
  ipdv,
  quorum,
  reachability,
  statistics,
  type EchoReply,
} from 'rxicmp';
import { mergeMap, type OperatorFunction, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { echoReply, success } from './echoReplies.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const answered = success(0, 0);
const lost = echoReply('timed-out');

/** Every tenth probe is lost, and every tenth beat is left out. */
function feed(source: Subject<EchoReply>, from: number, to: number): void {
  for (let sequence = from; sequence < to; sequence++) {
    if (sequence % 10 === 3) continue;
    const reply = sequence % 10 === 7 ? lost : answered;
    const rtt = reply === lost ? null : 1 + ((sequence * 7919) % 1000) / 10;
    source.next({ ...reply, sequence, rtt, sentAt: sequence * 1000 } as EchoReply);
  }
}

const operators: readonly [string, OperatorFunction<EchoReply, unknown>][] = [
  ['statistics', statistics({ every: 60_000 })],
  ['statistics of a window', statistics({ every: 60_000, window: { count: 1000 } })],
  ['ipdv', ipdv()],
  [
    'groupByTarget',
    (source) =>
      source.pipe(
        groupByTarget({ idle: 60_000 }),
        mergeMap((group) => group),
      ),
  ],
  ['reachability', reachability({ flap: { changes: 5, of: 20 } })],
  ['ewmaHysteresis', ewmaHysteresis()],
  ['baselineShift', baselineShift({ recent: 2 })],
  ['quorum', quorum()],
];

it.each(operators)('%s needs no more memory in long runs', (_name, operator) => {
  const source = new Subject<EchoReply>();
  const subscription = source.pipe(operator).subscribe();
  feed(source, 0, 100_000);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  feed(source, 100_000, 300_000);
  collectGarbage();
  // Each of the 200,000 replies has some 200 bytes.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2_000_000);
  subscription.unsubscribe();
});

it('statistics hold about one kilobyte of a target that is probed again and again', () => {
  const targets = Array.from({ length: 2000 }, (_, i) => ({ target: `target ${i}` }));
  const asked = new Subject<void>();
  const source = new Subject<EchoReply>();
  const subscription = source.pipe(statistics({ every: asked })).subscribe();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let sequence = 0; sequence < 3; sequence++) {
    for (const target of targets) source.next(success(sequence, 10 + sequence, target));
    asked.next();
  }
  collectGarbage();
  expect((process.memoryUsage().heapUsed - before) / targets.length).toBeLessThan(1500);
  subscription.unsubscribe();
});
