// Tests a pipeline in virtual time, with vitest.
import { ping, reachability } from 'rxicmp';
import { simulate, useDriver, SimulatedNetwork } from 'rxicmp/testing';
import { lastValueFrom, map, take, toArray, type Observable } from 'rxjs';
import { expect, test } from 'vitest';

/** The code under test. It knows nothing of tests. */
function alerts(target: string): Observable<string> {
  return ping(target, { interval: 200, timeout: 100 }).pipe(
    reachability(),
    map(({ to }) => to),
  );
}

// Virtual time: an hour takes some milliseconds, and vitest's fake timers are not needed.
test('an outage of a minute is told once, and its end too', () => {
  const phases = [{ for: 1_800_000 }, { for: 60_000, silent: true }, { for: 1_800_000 }];
  const hour = simulate({ hosts: [{ address: '192.0.2.1', phases }] }, ({ record }) =>
    record(alerts('192.0.2.1'), 3_600_000),
  );
  expect(hour.map(({ value }) => value)).toEqual(['up', 'down', 'up']);
});

// A marble diagram shows when each outcome comes. Pass vitest's comparison for its coloured difference.
test('every third probe is lost', () => {
  simulate(
    { hosts: [{ address: '192.0.2.1', latency: 5, loss: { every: 3 } }] },
    ({ expectReplies }) => expectReplies(ping('192.0.2.1', { count: 3 })).toBe('5ms r 999ms r 1994ms (t|)'),
    (actual, expected) => expect(actual).toEqual(expected),
  );
});

// Real time, for code with promises.
test('it is up at first', async () => {
  const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
  await useDriver(network, async () => {
    expect(await lastValueFrom(alerts('192.0.2.1').pipe(take(1), toArray()))).toEqual(['up']);
  });
});
