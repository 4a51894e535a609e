// Counts failures, and finds the slowest answer.
import { isFailure, isOutcome, isSuccess, ping } from 'rxicmp';
import { filter, toArray } from 'rxjs';

// Without late and duplicate replies, and beats that were skipped.
const outcomes = ping('127.0.0.1', { count: 3, interval: 250, lateWindow: 50 }).pipe(filter(isOutcome));

outcomes.pipe(toArray()).subscribe({
  next: (all) => {
    const slowest = Math.max(...all.filter(isSuccess).map(({ rtt }) => rtt));
    console.log(`${all.filter(isFailure).length} of ${all.length} failed, the slowest took ${slowest.toFixed(3)} ms`);
  },
  error: (error: Error) => console.error(error.message),
});

// Output:
// 0 of 3 failed, the slowest took 0.073 ms
