// Adds up the statistics of two streams.
import { mergeStatistics, ping, statistics, type PingStatistics } from 'rxicmp';
import { forkJoin, last } from 'rxjs';

const series = (target: string) => ping(target, { interval: 250, count: 3 }).pipe(statistics(), last());

forkJoin([series('127.0.0.1'), series('127.0.0.2')]).subscribe((parts) => {
  // Statistics, as they would come from two machines.
  const received = JSON.parse(JSON.stringify(parts)) as PingStatistics[];
  const { key, sent, lost, percentiles } = mergeStatistics(received);
  console.log(`${key}: ${lost} of ${sent} lost, 95 % of the others in ${percentiles.p95?.toFixed(3)} ms`);
});

// Output:
// all: 0 of 6 lost, 95 % of the others in 0.068 ms
