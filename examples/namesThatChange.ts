// A name that gets another address while it is pinged.
import { ping } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { distinctUntilChanged, map } from 'rxjs';

// What the resolver says, one look-up after the other: the service moves, and then the resolver fails.
const scenario = {
  hosts: [{ address: '192.0.2.1' }, { address: '192.0.2.2' }],
  lookups: {
    'service.example': [
      { after: 5, addresses: ['192.0.2.1'] },
      { after: 5, addresses: ['192.0.2.2'] },
      { after: 5, error: 'ESERVFAIL' },
    ],
  },
  recordingVersion: 1,
};

// Looked up again every two seconds, beside the beats. Without `resolve` a series keeps the address that it found first. What is
// not resolved has the last good address, which is probed on that beat all the same.
const changes = ping('service.example', { interval: 500, count: 12, resolve: { every: 2000 } }).pipe(
  map(({ destination, status }) => `${destination} ${status}`),
  distinctUntilChanged(),
);

for (const { at, value } of simulate(scenario, ({ record }) => record(changes, 8000)))
  console.log(`after ${at} ms: ${value}`);

// Output:
// after 6 ms: 192.0.2.1 success
// after 3001 ms: 192.0.2.2 success
// after 5005 ms: 192.0.2.2 not-resolved
// after 5501 ms: 192.0.2.2 success
