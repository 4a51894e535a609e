// Tells by a slowly forgetting average when a target is slow.
import { ewmaHysteresis, ping } from 'rxicmp';

ping('127.0.0.1', { interval: 250, count: 6 })
  .pipe(ewmaHysteresis({ value: (reply) => reply.rtt, weight: 0.25, high: 500, low: 200 }))
  .subscribe(({ target, to, evidence }) => {
    console.log(`${target} is ${to === 'raised' ? 'slow' : 'fast'} after ${evidence.length} replies`);
  });

// Output:
// 127.0.0.1 is fast after 4 replies
