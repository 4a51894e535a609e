// One probe as a promise.
import { isSuccess, probe } from 'rxicmp';
import { firstValueFrom } from 'rxjs';

// What the network does is a value, so a silent host needs no catch.
const reply = await firstValueFrom(probe('127.0.0.1', { timeout: 500 }));
console.log(isSuccess(reply) ? `it answered in ${reply.rtt.toFixed(3)} ms` : `it did not answer: ${reply.status}`);

// Output:
// it answered in 0.061 ms
