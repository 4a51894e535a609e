// Tells how often the engine woke while nothing was outstanding. Run as a process of its own, on what was built.
import { setTimeout as sleep } from 'node:timers/promises';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const driver = selectDriver('addon');
const handle = driver.createFile(4);
await new Promise((resolve) => driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', {}), resolve));
// Its answer comes to a socket that expects none.
driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', {}), () => undefined).cancel();
await sleep(100);
const { wakeUps } = driver.counters();
await sleep(300);
console.log(`${driver.counters().wakeUps - wakeUps} of ${wakeUps > 0 ? 'some' : 'no'}`);
