// Round-trip times as a histogram of Prometheus.
import { histogramCounts, ping, statistics } from 'rxicmp';
import { last } from 'rxjs';

const bounds = [0, 1000, Infinity];

ping('127.0.0.1', { interval: 250, count: 3 })
  .pipe(statistics(), last())
  .subscribe(({ histogram }) => {
    histogramCounts(histogram, bounds).forEach((count, i) => {
      console.log(`ping_rtt_ms_bucket{le="${bounds[i] === Infinity ? '+Inf' : bounds[i]}"} ${count}`);
    });
  });

// Output:
// ping_rtt_ms_bucket{le="0"} 0
// ping_rtt_ms_bucket{le="1000"} 3
// ping_rtt_ms_bucket{le="+Inf"} 3
