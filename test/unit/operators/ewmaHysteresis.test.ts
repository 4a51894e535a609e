import fc from 'fast-check';
import { ewmaHysteresis, IcmpArgumentError, type EchoReply } from 'rxicmp';
import { from, map, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const half = { weight: 0.5, high: 0.75, low: 0.2 };
const mixed = [...'sstttsss'].map((letter, i) => (letter === 's' ? success(i, 10) : timedOut(i)));

describe('ewmaHysteresis', () => {
  itIsAnOperator(ewmaHysteresis(half), mixed);

  it('is emitted when the mean gets to a threshold', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('^--s--s--t--t--t--s--s--s---|', { s: success(0, 10), t: timedOut(0) });
      const states = source.pipe(
        ewmaHysteresis(half),
        map(({ to }) => to),
      );
      expectObservable(states).toBe('------n-----r-----------n---|', { n: 'normal', r: 'raised' });
      expectSubscriptions(source.subscriptions).toBe('^---------------------------!');
    });
  });

  it('gives the latest replies as evidence', () => {
    const told: unknown[] = [];
    from(mixed)
      .pipe(ewmaHysteresis(half))
      .subscribe((value) => told.push(value));
    const common = { kind: 'average', target: '192.0.2.1', flapping: false };
    expect(told).toEqual([
      { ...common, at: 1000, from: 'unknown', to: 'normal', evidence: mixed.slice(0, 2) },
      { ...common, at: 3000, from: 'normal', to: 'raised', evidence: mixed.slice(2, 4) },
      { ...common, at: 7000, from: 'raised', to: 'normal', evidence: mixed.slice(6, 8) },
    ]);
  });

  it('takes no notice of what abstains', () => {
    const beside = (['not-sent', 'not-resolved', 'skipped', 'late', 'duplicate'] as const).map((status) =>
      echoReply(status, { destination: '192.0.2.1' }),
    );
    const states: string[] = [];
    from([timedOut(0), ...beside, success(1, 10), ...beside, timedOut(2), timedOut(3)])
      .pipe(ewmaHysteresis(half))
      .subscribe(({ to, at }) => states.push(`${to} ${at}`));
    expect(states).toEqual(['raised 2000']);
  });

  it('is the plain mean before there are 1 / weight values, and smoothed after that', () => {
    const rtt = fc.integer({ min: 0, max: 100 });
    const weight = fc.constantFrom(1, 0.5, 0.3, 0.125, 0.01);
    fc.assert(
      fc.property(fc.array(rtt, { maxLength: 200 }), weight, (rtts, weight) => {
        const expected: string[] = [];
        let [state, mean] = ['unknown', 0];
        rtts.forEach((value, i) => {
          const warm = i + 1 >= 1 / weight;
          mean =
            i + 1 <= 1 / weight
              ? rtts.slice(0, i + 1).reduce((sum, other) => sum + other) / (i + 1)
              : (1 - weight) * mean + weight * value;
          // A mean that differs from a threshold only in its last digit may go either way.
          fc.pre([40, 60].every((threshold) => Math.abs(mean - threshold) > 1e-9));
          const next = mean >= 60 ? 'raised' : mean <= 40 ? 'normal' : state;
          if (!warm || next === state) return;
          expected.push(`${i} ${state} ${next}`);
          state = next;
        });
        const told: string[] = [];
        from(rtts.map((value, i) => success(i, value)))
          .pipe(ewmaHysteresis({ value: (reply) => reply.rtt, weight, high: 60, low: 40 }))
          .subscribe(({ at, from, to }) => told.push(`${at / 1000} ${from} ${to}`));
        expect(told).toEqual(expected);
      }),
    );
  });

  it('keeps targets apart', () => {
    const states: string[] = [];
    const both = mixed.flatMap((reply) => [reply, { ...reply, target: 'b' } as EchoReply]);
    from(both)
      .pipe(ewmaHysteresis(half))
      .subscribe(({ target, to }) => states.push(`${target} ${to}`));
    expect(states).toEqual(['normal', 'raised', 'normal'].flatMap((state) => [`192.0.2.1 ${state}`, `b ${state}`]));
  });

  it('passes on what `value` throws', () => {
    const errors: unknown[] = [];
    const failure = new Error('no value');
    const value = (): number => {
      throw failure;
    };
    from(mixed)
      .pipe(ewmaHysteresis({ value }))
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([failure]);
  });

  it.each([NaN, undefined, Infinity])(
    'ends with an error when the value is %s, which would stay in the mean',
    (value) => {
      const errors: unknown[] = [];
      from(mixed)
        .pipe(ewmaHysteresis({ value: () => value as number }))
        .subscribe({ error: (error) => errors.push(error) });
      expect(errors).toEqual([expect.any(IcmpArgumentError)]);
      expect(errors).toMatchObject([{ argument: 'value', expected: 'a finite number, or null' }]);
    },
  );

  it.each([
    [null, 'options', 'an object'],
    [{ alpha: 0.1 }, 'alpha', 'one of value, weight, high, low, idle'],
    [{ value: 1 }, 'value', 'a function of a reply'],
    [{ weight: 0 }, 'weight', 'a number from 0.001 to 1'],
    [{ weight: 2 }, 'weight', 'a number from 0.001 to 1'],
    [{ high: NaN }, 'high', 'a number'],
    [{ high: '1' }, 'high', 'a number'],
    [{ low: 0.5 }, 'low', 'a number below high, which is 0.5'],
    [{ low: -Infinity }, 'low', 'a number below high, which is 0.5'],
    [{ high: 0.1 }, 'low', 'a number below high, which is 0.1'],
    [{ idle: -1 }, 'idle', 'a number of milliseconds above 0, at most 4294967294'],
  ])('rejects %j on subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(ewmaHysteresis(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});
