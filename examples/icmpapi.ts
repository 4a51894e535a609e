// The Windows ICMP API itself, on every platform.
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const driver = selectDriver('addon');
const handle = driver.createFile(4);

driver.sendEcho2Ex(
  handle,
  echoRequest('127.0.0.1', { ttl: 5, data: new Uint8Array([1, 2, 3]), wantData: true }),
  (reply) => {
    console.log(reply.phase, reply.status, reply.address, reply.data);
    if (reply.final) driver.closeHandle(handle);
  },
);

// Output:
// outcome 0 127.0.0.1 Uint8Array(3) [ 1, 2, 3 ]
