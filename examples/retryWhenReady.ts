// Tries again when a stream says so, instead of after a time.
import { probe, retryProbe } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { timer } from 'rxjs';

// The first request is lost. The next one is sent when the link is said to be up again: after 300 ms.
const scenario = { hosts: [{ address: '192.0.2.1', latency: [null, 20] }] };
const linkIsUp = timer(300);

const outcome = probe('192.0.2.1', { timeout: 100 }).pipe(retryProbe({ count: 1, delay: () => linkIsUp }));
for (const { at, value } of simulate(scenario, ({ record }) => record(outcome, 1000))) {
  console.log(`after ${at} ms: ${value.status} at attempt ${value.attempt}`);
}

// Output:
// after 420 ms: success at attempt 2
