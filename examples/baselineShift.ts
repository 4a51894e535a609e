// Tells when a target is slower than it used to be.
import { baselineShift, ping } from 'rxicmp';

ping('127.0.0.1', { interval: 250, count: 8 })
  .pipe(baselineShift({ recent: 3, baseline: 60, factor: 1.5, least: 100 }))
  .subscribe(({ target, to, evidence }) => {
    const times = evidence.map(({ rtt }) => rtt?.toFixed(3)).join(', ');
    console.log(`${target} takes ${to === 'raised' ? 'longer than' : 'as long as'} usual: ${times} ms`);
  });

// Output:
// 127.0.0.1 takes as long as usual: 0.041, 0.052, 0.039 ms
