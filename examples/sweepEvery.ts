// Probes a list again and again.
import { sweepEvery } from 'rxicmp';
import { concat, NEVER, of } from 'rxjs';

// The latest list counts: emit another one, and the targets that stay keep their beats.
const lists = concat(of(['127.0.0.1', '127.0.0.2']), NEVER);

lists.pipe(sweepEvery(500, { rounds: 2, timeout: 100 })).subscribe({
  next: (reply) => console.log(`round ${reply.round}: ${reply.target} ${reply.status}`),
  error: (error: Error) => console.error(error.message),
  complete: () => console.log('done'),
});

// Output:
// round 0: 127.0.0.1 success
// round 0: 127.0.0.2 success
// round 1: 127.0.0.1 success
// round 1: 127.0.0.2 success
// done
