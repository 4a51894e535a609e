// Counts, loss, round-trip times and percentiles.
import { ping, statistics } from 'rxicmp';
import { merge } from 'rxjs';

merge(ping('127.0.0.1', { interval: 250, count: 5 }), ping('127.0.0.2', { interval: 250, count: 5 }))
  .pipe(statistics({ window: { count: 4 }, every: 60_000, percentiles: [50, 90] }))
  .subscribe(({ key, received, sent, rtt, jitter, percentiles }) => {
    console.log(
      `${key}: ${received} of ${sent}, avg ${rtt?.avg.toFixed(3)} ms, 90 % in ${percentiles.p90?.toFixed(3)} ms`,
    );
    console.log(`${key}: from one to the next it changes by ${jitter?.meanAbsolute.toFixed(3)} ms`);
  });

// Output, with the last replies:
// 127.0.0.1: 4 of 4, avg 0.048 ms, 90 % in 0.061 ms
// 127.0.0.1: from one to the next it changes by 0.009 ms
// 127.0.0.2: 4 of 4, avg 0.044 ms, 90 % in 0.049 ms
// 127.0.0.2: from one to the next it changes by 0.005 ms
