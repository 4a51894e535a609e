// Ends a series with an AbortController.
import { ping, takeUntilAborted } from 'rxicmp';

const controller = new AbortController();

ping('127.0.0.1', { interval: 250 })
  .pipe(takeUntilAborted(controller.signal))
  .subscribe({
    next: (reply) => {
      console.log(`${reply.sequence}: ${reply.status}`);
      if (reply.sequence === 2) controller.abort();
    },
    complete: () => console.log('aborted'),
  });

// Output:
// 0: success
// 1: success
// 2: success
// aborted
