// An operator of your own.
import { isOutcome, isSuccess, ping, type EchoReply } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { filter, map, scan, type OperatorFunction } from 'rxjs';

/** Emits the length of each run of losses when it ends: an operator is a function from a stream to a stream. */
function lossRuns(): OperatorFunction<EchoReply, number> {
  return (replies) =>
    replies.pipe(
      filter(isOutcome),
      scan(({ run }, reply) => (isSuccess(reply) ? { run: 0, ended: run } : { run: run + 1, ended: 0 }), {
        run: 0,
        ended: 0,
      }),
      map(({ ended }) => ended),
      filter((ended) => ended > 0),
    );
}

const scenario = { hosts: [{ address: '192.0.2.1', latency: [5, null, null, 5, null, 5] }] };
const runs = simulate(scenario, ({ record }) =>
  record(ping('192.0.2.1', { count: 6, timeout: 500 }).pipe(lossRuns()), 10_000),
);
for (const { value } of runs) console.log(`${value} lost in a row`);

// Output:
// 2 lost in a row
// 1 lost in a row
