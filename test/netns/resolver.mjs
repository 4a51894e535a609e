// A DNS server on 127.0.0.53 that answers for some names and is silent for all others: `servedN.example` is an address of
// the loopback, `fading.example` too, but only in the first second. `moved.example` has another address after that
// second. The file that its argument names is there once `slow.example` was asked for.
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';

const socket = createSocket('udp4');
let first = null;

socket.on('message', (query, from) => {
  let at = 12;
  const labels = [];
  while (query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    at += 1 + query[at];
  }
  const question = query.subarray(12, at + 5);
  const name = labels.join('.');
  if (name === 'slow.example') writeFileSync(process.argv[2], '');
  const address = addressOf(name);
  if (address === null) return;
  const isForV4 = query.readUInt16BE(at + 1) === 1;
  const header = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, isForV4 ? 1 : 0, 0, 0, 0, 0]);
  // A pointer to the name of the question, then type A, class IN, a minute to live, four bytes.
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
  socket.send(Buffer.concat(isForV4 ? [header, question, answer] : [header, question]), from.port, from.address);
});

function addressOf(name) {
  const number = /^served(\d+)\.example$/.exec(name)?.[1];
  if (number !== undefined) return [127, 0, 1, Number(number) % 250];
  if (name !== 'fading.example' && name !== 'moved.example') return null;
  first ??= performance.now();
  const isLater = performance.now() - first > 1000;
  if (isLater) return name === 'moved.example' ? [127, 0, 0, 9] : null;
  return [127, 0, 0, 7];
}

socket.bind(53, '127.0.0.53', () => console.log('ready'));
