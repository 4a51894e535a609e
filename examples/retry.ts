// Retries with RxJS' own retry.
import { probe, throwIfFailed } from 'rxicmp';
import { retry } from 'rxjs';

// A failure is a value; as an error it can be retried like any other.
probe('127.0.0.1')
  .pipe(throwIfFailed(), retry({ count: 2, delay: 100 }))
  .subscribe({
    next: (reply) => console.log(`alive, ${reply.size} bytes came back`),
    error: (error: Error) => console.error(`given up: ${error.message}`),
  });

// Output:
// alive, 32 bytes came back
