// Reads a stream in a for await loop, as a readable stream, and as a native Observable.
import { Readable } from 'node:stream';
import { isSuccess, iterate, ping } from 'rxicmp';

// The loop ends after three replies, and the stream with it: nothing more is sent.
for await (const reply of iterate(ping('127.0.0.1', { interval: 250 }))) {
  console.log(`${reply.sequence}: ${reply.status}`);
  if (reply.sequence === 2) break;
}

// Anything that reads async iterables can read pings. A slow reader gets the latest values: at most ten wait for it.
const latest = iterate(ping('127.0.0.1', { interval: 250, count: 4 }), { buffer: 10, overflow: 'drop-oldest' });
const answers = await Readable.from(latest).filter(isSuccess).toArray();
console.log(`${answers.length} answers, ${latest.dropped} dropped`);

// Output:
// 0: success
// 1: success
// 2: success
// 4 answers, 0 dropped
