// Calls a webhook when a target goes down or comes up.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ping, reachability } from 'rxicmp';
import { concatMap, filter, take } from 'rxjs';

// The receiver of alerts: here a server of our own, which prints what it gets and closes.
const server = createServer((request, response) => {
  request.on('data', (body: Buffer) => console.log('told:', body.toString()));
  request.on('end', () => response.end(() => server.close()));
});

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  ping('127.0.0.1', { interval: 50 })
    .pipe(
      reachability(),
      filter(({ flapping }) => !flapping),
      // One call after the other: an alert must not overtake the one before it.
      concatMap(({ target, from, to }) =>
        fetch(url, { method: 'POST', headers: { connection: 'close' }, body: JSON.stringify({ target, from, to }) }),
      ),
      take(1),
    )
    .subscribe(({ status }) => console.log('answered:', status));
});

// Output:
// told: {"target":"127.0.0.1","from":"unknown","to":"up"}
// answered: 200
