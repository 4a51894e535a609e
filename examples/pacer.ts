// Two sweeps that share one budget of probes.
import { pacer, sweep } from 'rxicmp';
import { count, merge } from 'rxjs';

// Both sweeps together send no more than 500 probes a second.
const rate = pacer(500);

merge(sweep('127.0.1.0/27', { rate }), sweep('127.0.2.0/27', { rate }))
  .pipe(count())
  .subscribe({
    next: (outcomes) => console.log(`${outcomes} outcomes`),
    error: (error: Error) => console.error(error.message),
  });

// Output:
// 64 outcomes
