// The call that blocks until the request has ended.
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

// Blocks this thread until the request has ended, as IcmpSendEcho2Ex does without an event and an APC. For scripts and
// workers: on the main thread of a server nothing else would run meanwhile.
const driver = selectDriver();
const handle = driver.createFile(4);
for (const { address, status, roundTripTime } of driver.sendEcho2ExSync(handle, echoRequest('127.0.0.1'))) {
  console.log(`${address}: status ${status}, ${roundTripTime?.toFixed(3)} ms`);
}
driver.closeHandle(handle);

// Output:
// 127.0.0.1: status 0, 0.043 ms
