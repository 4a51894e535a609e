// One series for all browsers that listen.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ping } from 'rxicmp';
import { map, share } from 'rxjs';

// However many browsers listen, there is one series: the first browser starts it, and the last one ends it.
const events = ping('127.0.0.1', { interval: 100 }).pipe(
  map(({ sequence, status, rtt }) => `data: ${JSON.stringify({ sequence, status, rtt })}\n\n`),
  share(),
);

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const subscription = events.subscribe((event) => response.write(event));
  request.on('close', () => subscription.unsubscribe());
});

// Two browsers. Each hears of two probes and leaves.
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  for (const browser of ['one', 'other']) {
    let heard = 0;
    get({ port, host: '127.0.0.1' }, (response) => {
      response.on('data', (event: Buffer) => {
        console.log(`the ${browser} browser: ${/"status":"(.*?)"/.exec(event.toString())?.[1]}`);
        if (++heard === 2) response.destroy();
      });
      response.on('close', () => server.close());
    });
  }
});

// Output:
// the one browser: success
// the other browser: success
// the one browser: success
// the other browser: success
