// The Windows call completed by an event, by an APC, and by both.
import { diagnose } from 'rxicmp';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

// Where there is no such choice, as on Linux, the request is the same and so is what comes of it.
const { completions } = await diagnose();
console.log(completions.length === 0 ? 'this system has one way' : `this system has ${completions.join(' and ')}`);

const driver = selectDriver();
const handle = driver.createFile(4);
const ways = ['event', 'apc', 'both'] as const;
let left = ways.length;

for (const completion of ways) {
  // With both, the event is used and no APC runs: as Windows does it.
  driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', { completion }), ({ status, final }) => {
    console.log(`${completion}: status ${status}`);
    if (final && --left === 0) driver.closeHandle(handle);
  });
}

// Output:
// this system has one way
// event: status 0
// apc: status 0
// both: status 0
