// Retries, with failures as values.
import { probe, retryProbe } from 'rxicmp';

// A failure is a value, and so is the last one, when all attempts have failed.
probe('127.0.0.1', { timeout: 500 })
  .pipe(retryProbe({ count: 3, delay: 100, factor: 2, randomize: 0.5 }))
  .subscribe({
    next: ({ status, attempt }) => console.log(`${status} at attempt ${attempt}`),
    error: (error: Error) => console.error(error.message),
  });

// Output:
// success at attempt 1
