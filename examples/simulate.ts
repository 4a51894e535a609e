// An hour of monitoring in virtual time.
import { ping, reachability } from 'rxicmp';
import { simulate } from 'rxicmp/testing';

const scenario = {
  hosts: [{ address: '192.0.2.1', latency: 5, phases: [{ for: 600_000 }, { for: 30_000, silent: true }] }],
};

// An hour of monitoring, at once.
const changes = simulate(scenario, ({ record }) =>
  record(ping('192.0.2.1', { timeout: 500 }).pipe(reachability({ down: { n: 3, of: 3 } })), 3_600_000),
);
for (const { at, value } of changes) console.log(`${(at / 60_000).toFixed(1)} min: ${value.from} -> ${value.to}`);

// Output:
// 0.0 min: unknown -> up
// 10.0 min: up -> down
// 10.5 min: down -> up
// ...
