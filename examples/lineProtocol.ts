// Sends replies in batches to a database that takes the line protocol, as InfluxDB, QuestDB and VictoriaMetrics do.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EchoReply, ping } from 'rxicmp';
import { recordTo, type Sink } from 'rxicmp/sinks';

const escaped = (text: string) => text.replace(/[,= \\]/g, '\\$&');
const line = ({ target, status, rtt, sentAt }: EchoReply) =>
  `ping,target=${escaped(target)},status=${status} ${rtt === null ? 'lost=true' : `rtt=${rtt}`} ${Math.round(sentAt)}`;

// The database: here a server of our own, which prints what it is sent and closes.
const server = createServer((request, response) => {
  request.on('data', (body: Buffer) => console.log(`${body}`.replace(/rtt=\S+ \d+/g, 'rtt=... ...')));
  request.on('end', () => response.writeHead(204).end(() => server.close()));
});

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/write?precision=ms`;
  const sink: Sink<EchoReply> = {
    async write(replies) {
      const headers = { connection: 'close' };
      const { ok, status } = await fetch(url, { method: 'POST', headers, body: replies.map(line).join('\n') });
      if (!ok) throw new Error(`the database says ${status}`); // so the batch is sent again
    },
    async close() {},
  };
  ping('127.0.0.1', { interval: 100, count: 3 })
    .pipe(recordTo(sink, { every: 60_000 }))
    .subscribe();
});

// Output:
// ping,target=127.0.0.1,status=success rtt=... ...
// ping,target=127.0.0.1,status=success rtt=... ...
// ping,target=127.0.0.1,status=success rtt=... ...
