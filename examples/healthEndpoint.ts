// An HTTP health endpoint that answers with the state of each target.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reachability, sweepEvery, type ReachState } from 'rxicmp';
import { of } from 'rxjs';

// The state of each target: one stream keeps it up to date, and each request reads it.
const states = new Map<string, ReachState>();
const watching = of(['127.0.0.1', '127.0.0.2'])
  .pipe(sweepEvery(100), reachability({ up: { n: 1, of: 1 } }))
  .subscribe(({ target, to }) => states.set(target, to));

const server = createServer((_, response) => {
  const isHealthy = [...states.values()].every((state) => state === 'up');
  response.writeHead(isHealthy ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify(Object.fromEntries([...states].sort())));
});

server.listen(0, '127.0.0.1', async () => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  console.log(response.status, await response.text());
  watching.unsubscribe();
  server.close();
});

// Output:
// 200 {"127.0.0.1":"up","127.0.0.2":"up"}
