// Replies after the time-out.
import { ping } from 'rxicmp';
import { simulate } from 'rxicmp/testing';

// The first reply comes 30 ms after the time-out. With a late window it is told, and the probe stays lost.
const scenario = { hosts: [{ address: '192.0.2.1', latency: [130, 20] }] };
const series = ping('192.0.2.1', { count: 2, interval: 500, timeout: 100, lateWindow: 1000 });

for (const { at, value } of simulate(scenario, ({ record }) => record(series, 10_000))) {
  console.log(`after ${at} ms: ${value.sequence} ${value.status}, ${value.rtt ?? 'no'} ms`);
}

// Output:
// after 100 ms: 0 timed-out, no ms
// after 130 ms: 0 late, 130 ms
// after 520 ms: 1 success, 20 ms
