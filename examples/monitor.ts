// Monitors a list of targets, and tells who is up.
import { monitor, reachability } from 'rxicmp';

const targets = [
  { target: '127.0.0.1', tag: 'web' },
  { target: '127.0.0.2', tag: 'database', timeout: 200 },
];

monitor(targets, { interval: 500, rounds: 2 })
  .pipe(reachability())
  .subscribe({
    next: ({ to, evidence }) => console.log(`${evidence[0]!.tag} is ${to}`),
    error: (error: Error) => console.error(error.message),
    complete: () => console.log('done'),
  });

// Output:
// web is up
// database is up
// done
