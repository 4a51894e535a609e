// Searches for the largest packet that gets through.
import { pathMtu } from 'rxicmp';

// Loopback takes even larger packets; without `max` it would be 65,528.
pathMtu('127.0.0.1', { max: 9000 }).subscribe({
  next: ({ size, reply, lower, upper, mtu }) => {
    console.log(`${size} bytes: ${reply.status}, ${mtu === null ? `between ${lower} and ${upper}` : `MTU ${mtu}`}`);
  },
  error: (error: Error) => console.error(error.message),
});

// Output:
// 68 bytes: success, between 68 and 9000
// 9000 bytes: success, MTU 9000
