// A sweep that tells how far it is.
import { isSuccess, sweep } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { map, sampleTime, scan } from 'rxjs';

const TOTAL = 256;
const hosts = [1, 2, 3].map((n) => ({ address: `192.0.2.${n}`, latency: 5 }));

// A sweep is a stream of outcomes, so its progress is a running count of them.
const progress = sweep('192.0.2.0/24', { rate: 100, timeout: 100 }).pipe(
  scan(
    ({ done, alive }, outcome) => ({ done: done + 1, alive: isSuccess(outcome) ? [...alive, outcome.target] : alive }),
    { done: 0, alive: [] as readonly string[] },
  ),
  sampleTime(1000),
  map(({ done, alive }) => `${Math.round((100 * done) / TOTAL)} %: ${alive.length} alive`),
);

for (const { value } of simulate({ hosts }, ({ record }) => record(progress, 3000))) console.log(value);

// Output:
// 35 %: 3 alive
// 74 %: 3 alive
