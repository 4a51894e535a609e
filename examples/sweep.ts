// Who answers in a block of addresses.
import { isSuccess, sweep } from 'rxicmp';
import { count, filter, tap } from 'rxjs';

sweep('127.0.0.1-127.0.0.20', { rate: 200, timeout: 500 })
  .pipe(
    filter(isSuccess),
    tap(({ target, rtt }) => {
      if (target.endsWith('.7')) console.log(`${target} answered in ${rtt.toFixed(3)} ms`);
    }),
    count(),
  )
  .subscribe({
    next: (alive) => console.log(`${alive} of 20 are alive`),
    error: (error: Error) => console.error(error.message),
  });

// Output:
// 127.0.0.7 answered in 0.043 ms
// 20 of 20 are alive
