import fc from 'fast-check';
import { baselineShift, ewmaHysteresis, ipdv, quorum, reachability, statistics, type EchoReply } from 'rxicmp';
import { from, type OperatorFunction } from 'rxjs';
import { expect, it } from 'vitest';
import { arrivals } from './replyStreams.ts';

/** As stores of user interfaces wrap what they are given. */
function wrapped<T extends object>(value: T): T {
  return new Proxy(value, {
    get(of, key, receiver) {
      const inner: unknown = Reflect.get(of, key, receiver);
      return typeof inner === 'object' && inner !== null ? wrapped(inner) : inner;
    },
  });
}

const once = { n: 1, of: 1 };
const operators: readonly [string, OperatorFunction<EchoReply, unknown>][] = [
  ['statistics', statistics()],
  ['statistics of a window', statistics({ by: 'all', window: { count: 3 } })],
  ['ipdv', ipdv()],
  ['reachability', reachability({ down: once, up: once, flap: { changes: 1, of: 2 } })],
  ['ewmaHysteresis', ewmaHysteresis({ weight: 1 })],
  ['baselineShift', baselineShift({ recent: 1, baseline: 1 })],
  ['quorum', quorum({ down: once, up: once, agree: 1 })],
];

it.each(operators)('what %s emits survives JSON and structuredClone, and a Proxy', (_name, operator) => {
  let count = 0;
  fc.assert(
    fc.property(arrivals(['a', 'b']), (stream) => {
      const values: unknown[] = [];
      from(stream.map(({ reply }) => reply))
        .pipe(operator)
        .subscribe((value) => values.push(value));
      for (const value of values) {
        count++;
        expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
        expect(structuredClone(value)).toStrictEqual(value);
        expect(JSON.parse(JSON.stringify(wrapped({ value })))).toStrictEqual({ value });
      }
    }),
    { numRuns: 20 },
  );
  expect(count).toBeGreaterThan(0);
});
