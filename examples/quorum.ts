// Asks two places whether a target is up.
import { ping, quorum } from 'rxicmp';
import { merge } from 'rxjs';

// Two places to look from; on several machines their replies would come together over the network.
const places = [
  { target: '127.0.0.1', tag: 'here', source: '127.0.0.1' },
  { target: '127.0.0.1', tag: 'there', source: '127.0.0.2' },
] as const;

merge(...places.map((place) => ping(place, { interval: 250, count: 3 })))
  .pipe(quorum())
  .subscribe(({ target, to, evidence }) => {
    const agreeing = new Set(evidence.map((reply) => reply.tag));
    console.log(`${target} is ${to} for ${[...agreeing].sort().join(' and ')}`);
  });

// Output:
// 127.0.0.1 is up for here and there
