// Probes targets as they come.
import { probeEach } from 'rxicmp';
import { from, map } from 'rxjs';

const inventory = [
  { name: 'web', address: '127.0.0.10' },
  { name: 'database', address: '127.0.0.11' },
  { name: 'cache', address: 'no address' },
];

from(inventory)
  .pipe(
    // The tag comes back with every outcome.
    map((server) => ({ target: server.address, tag: server })),
    probeEach({ concurrent: 100, retry: 1 }),
  )
  .subscribe({
    next: (reply) => console.log(`${reply.tag.name}: ${reply.status}`),
    error: (error: Error) => console.error(error.message),
  });

// Output:
// cache: not-resolved
// web: success
// database: success
