// What a mistake looks like, and how Windows answers it.
import { IcmpArgumentError, probe } from 'rxicmp';
import { echoRequest, selectDriver, type IcmpError } from 'rxicmp/icmpapi';

// A stream reports a mistake before anything is sent: the value, what was expected, and the fix.
probe('127.0.0.1', { ttl: 300 }).subscribe({
  error: (error: unknown) => {
    if (error instanceof IcmpArgumentError) console.log(error.message);
  },
});

// The port also knows how Windows answers the mistake, on every platform.
const driver = selectDriver();
const handle = driver.createFile(4);
try {
  driver.sendEcho2Ex(handle, echoRequest('0.0.0.0'), () => undefined);
} catch (error) {
  const { win32 } = error as IcmpError;
  console.log(`Windows: ${win32?.name} (${win32?.number})`);
}
driver.closeHandle(handle);

// Output:
// ttl is 300, expected an integer from 1 to 255. Fix: pass 255 or less.
// Windows: ERROR_INVALID_NETNAME (1214)
