// Tells when a target goes down or comes up.
import { ping, reachability } from 'rxicmp';

ping('127.0.0.1', { interval: 250, count: 6 })
  .pipe(reachability({ down: { n: 3, of: 5 }, up: { n: 4, of: 4 }, flap: { changes: 4, of: 20 } }))
  .subscribe(({ target, from, to, flapping, evidence }) => {
    const why = evidence.map((reply) => reply.status).join(', ');
    console.log(`${target} was ${from} and is ${to}${flapping ? ', flapping' : ''}: ${why}`);
  });

// Output:
// 127.0.0.1 was unknown and is up: success, success, success, success
