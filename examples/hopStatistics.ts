// The table of a traceroute that repeats.
import { hopStatistics, traceroute } from 'rxicmp';

traceroute('127.0.0.1', { rounds: 3, interval: 250, probes: 1 })
  .pipe(hopStatistics())
  .subscribe({
    next: (table) => {
      for (const { ttl, responders, sent, lost, rtt, likelyRateLimited } of table) {
        const limited = likelyRateLimited ? ', but likely on purpose' : '';
        console.log(`${ttl} ${responders.join()}: ${lost} of ${sent} lost${limited}, avg ${rtt?.avg.toFixed(3)} ms`);
      }
    },
    error: (error: Error) => console.error(error.message),
  });

// Output:
// 1 127.0.0.1: 0 of 1 lost, avg 0.057 ms
// 1 127.0.0.1: 0 of 2 lost, avg 0.061 ms
// 1 127.0.0.1: 0 of 3 lost, avg 0.060 ms
