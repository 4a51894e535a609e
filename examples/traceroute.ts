// Who is on the way.
import { traceroute } from 'rxicmp';

// Each router on the way would have a line of its own; a silent one has a star.
traceroute('127.0.0.1', { timeout: 500 }).subscribe({
  next: ({ ttl, responders, replies, final }) => {
    const times = replies.map(({ rtt }) => (rtt === null ? '*' : `${rtt.toFixed(3)} ms`));
    console.log(`${ttl} ${responders.join(', ') || '*'} ${times.join(' ')}${final ? ' (there)' : ''}`);
  },
  error: (error: Error) => console.error(error.message),
});

// Output:
// 1 127.0.0.1 0.058 ms 0.071 ms 0.079 ms (there)
