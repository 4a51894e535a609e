// Records a network as a scenario, and plays it again.
import { lastValueFrom, map } from 'rxjs';
import { ping, reachability } from 'rxicmp';
import { simulate, toScenario } from 'rxicmp/testing';

// What a real host did, as plain data: write it to a file, and an outage becomes a test.
const scenario = await lastValueFrom(ping('127.0.0.1', { count: 4, interval: 250 }).pipe(toScenario()));

const states = simulate(scenario, ({ record }) =>
  record(
    ping('127.0.0.1', { interval: 250 }).pipe(
      reachability({ down: { n: 3, of: 3 }, up: { n: 2, of: 2 } }),
      map(({ to }) => to),
    ),
    10_000,
  ),
);
for (const { value } of states) console.log(value);

// Output:
// up
// down
