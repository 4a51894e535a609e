// Last night's outage is recorded, and played again to choose a setting.
import { monitor, reachability } from 'rxicmp';
import { simulate, toScenario, type Scenario } from 'rxicmp/testing';

// The night: a host that loses two probes now and then, and is down for a minute. In production: `monitor(...)` piped into
// `toScenario()`, and its value into a file; or `rxicmp monitor HOST --record night.json`.
const night: Scenario = {
  hosts: [
    { address: '192.0.2.1', phases: [10, 2, 10, 60, 30].map((s, i) => ({ for: 1000 * s, silent: i % 2 === 1 })) },
  ],
};
const beats = { interval: 1000, timeout: 500, rounds: 110 };
const [recorded] = simulate(night, ({ record }) => record(monitor(['192.0.2.1'], beats).pipe(toScenario()), 200_000));
const file = JSON.stringify(recorded!.value);

// The same beats on the recording give the same outcomes: which setting tells of the outage alone?
for (const n of [2, 5]) {
  const alerts = monitor(['192.0.2.1'], beats).pipe(reachability({ down: { n, of: n } }));
  const told = simulate(JSON.parse(file) as Scenario, ({ record }) => record(alerts, 200_000));
  console.log(`down after ${n} losses: ${told.map(({ value }) => value.to).join(', ')}`);
}

// Output:
// down after 2 losses: up, down, up, down, up
// down after 5 losses: up, down, up
