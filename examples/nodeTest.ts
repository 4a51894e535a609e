// Tests a pipeline in virtual time, with node:test.
import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { ping, reachability } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { map, type Observable } from 'rxjs';

/** The code under test. It knows nothing of tests. */
function alerts(target: string): Observable<string> {
  return ping(target, { timeout: 500 }).pipe(
    reachability(),
    map(({ to }) => to),
  );
}

// An hour takes some milliseconds. With vitest and Jest it is the same block, within `it`.
test('an outage of a minute is told once, and its end too', () => {
  const phases = [{ for: 1_800_000 }, { for: 60_000, silent: true }, { for: 1_800_000 }];
  const hour = simulate({ hosts: [{ address: '192.0.2.1', phases }] }, ({ record }) =>
    record(alerts('192.0.2.1'), 3_600_000),
  );
  deepStrictEqual(
    hour.map(({ value }) => value),
    ['up', 'down', 'up'],
  );
});
