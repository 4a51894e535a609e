// How the delay varies from one probe to the next.
import { ipdv, ping } from 'rxicmp';

ping('127.0.0.1', { interval: 250, count: 3 })
  .pipe(ipdv())
  .subscribe(({ sequence, ipdv }) => {
    const change = ipdv === null ? 'not known' : `${Math.abs(ipdv).toFixed(3)} ms`;
    console.log(`from probe ${sequence - 1} to probe ${sequence}: ${change}`);
  });

// Output:
// from probe 0 to probe 1: 0.012 ms
// from probe 1 to probe 2: 0.003 ms
