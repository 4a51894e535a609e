// Two series at once, each with a tag.
import { isSuccess, ping } from 'rxicmp';
import { merge } from 'rxjs';

const targets = [
  { target: '127.0.0.1', tag: 'here' },
  { target: '127.0.0.2', tag: 'here too' },
] as const;

merge(...targets.map((target) => ping(target, { interval: 250, count: 3 }))).subscribe({
  next: (reply) => {
    const result = isSuccess(reply) ? `${reply.rtt.toFixed(3)} ms` : reply.status;
    console.log(`${reply.tag} (${reply.target}) ${reply.sequence}: ${result}`);
  },
  error: (error: Error) => console.error(error.message),
  complete: () => console.log('done'),
});

// Output:
// here (127.0.0.1) 0: 0.061 ms
// here too (127.0.0.2) 0: 0.043 ms
// ...
// done
