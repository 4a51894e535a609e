// One probe.
import { probe } from 'rxicmp';

probe('127.0.0.1', { timeout: 2000 }).subscribe({
  next: (reply) => {
    if (reply.status === 'success') console.log(`${reply.responder} answered in ${reply.rtt.toFixed(3)} ms`);
    else console.log(`${reply.target}: ${reply.status}`);
  },
  error: (error: Error) => console.error(error.message),
});

// Output:
// 127.0.0.1 answered in 0.052 ms
