// Tells when the route to a target has changed, at which hop, from what to what.
import { routeChanges, traceroute } from 'rxicmp';
import { simulate } from 'rxicmp/testing';

// After a minute another router is on the way.
const [before, after] = [
  ['198.51.100.1', '198.51.100.2'],
  ['198.51.100.1', '198.51.100.9'],
];
const scenario = {
  hosts: [
    {
      address: '192.0.2.1',
      latency: 5,
      phases: [
        { for: 60_000, routers: before },
        { for: 60_000, routers: after },
      ],
    },
  ],
  routers: ['198.51.100.1', '198.51.100.2', '198.51.100.9'].map((address) => ({ address })),
};

const changes = simulate(scenario, ({ record }) =>
  record(traceroute('192.0.2.1', { probes: 1, rounds: 100 }).pipe(routeChanges({ rounds: 3 })), 120_000),
);
for (const { at, value } of changes) {
  const [from, to] = [value.from, value.to].map((way) => way[value.ttl - 1]!.join(' or '));
  console.log(`${(at / 1000).toFixed(0)} s: hop ${value.ttl} is ${to}, no longer ${from}`);
}

// Output:
// 62 s: hop 2 is 198.51.100.9, no longer 198.51.100.2
