import assert from 'node:assert/strict';
import { addonDriver } from '../../../src/drivers/addon.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';
import { IP_FLAG_REVERSE } from '../../../src/icmpapi/ipFlags.ts';
import { complete } from '../complete.ts';
import { completingBy } from '../../../src/testing/conformance/completingBy.ts';
import type { WindowsCase } from '../windowsCase.ts';
import type { AddonOnWineSettings } from '../addonOnWine.ts';

/** Cases for the addon on Wine that the port's suite does not have. */
export function cases({ completion, addresses, refusals }: AddonOnWineSettings): readonly WindowsCase[] {
  const driver = completingBy(addonDriver(), completion);
  return [
    {
      name: 'a reply has everything that the API tells, and a round-trip time finer than its milliseconds',
      async run() {
        const [reply, ...more] = await complete(driver, 4, '127.0.0.1', { wantData: true });
        assert.deepEqual(more, []);
        assert.deepEqual([reply!.status, reply!.address, reply!.errorCode], [0, '127.0.0.1', null]);
        assert.deepEqual([reply!.icmpType, reply!.icmpCode, reply!.ttl, reply!.tos], [0, 0, 64, 0]);
        assert.deepEqual([reply!.dataSize, reply!.data?.length], [32, 32]);
        assert.ok(Math.abs(reply!.sentAt - Date.now()) < 60_000, `sentAt is ${reply!.sentAt}`);
        const fine = await Promise.all(Array.from({ length: 20 }, () => complete(driver, 4, '127.0.0.1')));
        const times = fine.flat().filter(({ rttClock }) => rttClock === 'native');
        assert.ok(times.some(({ roundTripTime }) => roundTripTime! % 1 !== 0));
      },
    },
    ...Object.entries(refusals).map(([status, { address, from }]) => ({
      name: `a refusal that means ${status} is one, with its sender and its round-trip time, and no ICMP type`,
      async run() {
        const [outcome, ...more] = await complete(driver, 4, address);
        assert.deepEqual(more, []);
        assert.deepEqual([outcome!.status, outcome!.address, outcome!.errorCode], [Number(status), from, null]);
        assert.ok(outcome!.roundTripTime! >= 0);
        assert.deepEqual([outcome!.icmpType, outcome!.icmpCode, outcome!.data], [null, null, null]);
      },
    })),
    {
      name: 'a TTL that runs out on the way is told by the router, and counted as a reply',
      async run() {
        const { received } = driver.counters();
        const [outcome] = await complete(driver, 4, refusals[11013]!.address, { ttl: 3 });
        assert.equal(outcome!.status, 11013);
        assert.equal(driver.counters().received, received + 1);
      },
    },
    {
      name: 'what Wine refuses to send has an error number, its name and no address, and is not counted as sent',
      async run() {
        const { sent } = driver.counters();
        const [outcome] = await complete(driver, 4, addresses.noRoute!.address);
        assert.deepEqual([outcome!.status, outcome!.errorNumber, outcome!.address], [11050, 11050, null]);
        assert.equal(outcome!.errorCode, 'IP_GENERAL_FAILURE');
        assert.equal(driver.counters().sent, sent);
      },
    },
    {
      name: 'more requests than Wine has room for wait, and every one times out in its own time',
      async run() {
        const { sendWaits, outstanding } = driver.counters();
        const timeout = 1000;
        const started = driver.now();
        const all = await Promise.all(
          Array.from({ length: 400 }, () => complete(driver, 4, addresses.silent!, { timeout })),
        );
        assert.ok(all.flat().every(({ status, errorCode }) => status === 11010 && errorCode === null));
        assert.equal(all.flat().length, 400);
        // 256 at a time.
        assert.ok(driver.now() - started >= 2 * timeout);
        assert.ok(driver.counters().sendWaits > sendWaits);
        assert.equal(driver.counters().outstanding, outstanding);
      },
    },
    {
      name: '10,000 requests through a window of 200 are each answered with their own payload',
      limit: 120_000,
      async run() {
        const handle = driver.createFile(4);
        const payload = (n: number) => Uint8Array.of(n, n >> 8, n >> 16, 1, 2, 3, 4, 5, 6, 7);
        let [next, ended] = [0, 0];
        await new Promise<void>((resolve, reject) => {
          const send = () => {
            const n = next++;
            const request = echoRequest('127.0.0.1', { data: payload(n), wantData: true, timeout: 30_000 });
            driver.sendEcho2Ex(handle, request, ({ status, data }) => {
              try {
                assert.equal(status, 0);
                assert.deepEqual(data, payload(n));
              } catch (error) {
                reject(error as Error);
              }
              if (++ended === 10_000) resolve();
              else if (next < 10_000) send();
            });
          };
          for (let i = 0; i < 200; i++) send();
        });
        driver.closeHandle(handle);
      },
    },
    {
      name: 'a synchronous call returns the reply, a refusal, the time-out',
      run() {
        const handle = driver.createFile(4);
        const sync = (destination: string, timeout = 1000) =>
          driver.sendEcho2ExSync(handle, echoRequest(destination, { timeout })).map(({ status }) => status);
        assert.deepEqual(sync('127.0.0.1'), [0]);
        assert.deepEqual(sync(refusals[11005]!.address), [11005]);
        const started = driver.now();
        assert.deepEqual(sync(addresses.silent!, 120), [11010]);
        assert.ok(driver.now() - started >= 120);
        driver.closeHandle(handle);
      },
    },
    {
      name: 'IP_FLAG_REVERSE and IP options are taken',
      async run() {
        const options = { flags: IP_FLAG_REVERSE, optionsData: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0) };
        const [outcome] = await complete(driver, 4, '127.0.0.1', options);
        assert.equal(outcome!.status, 0);
      },
    },
  ];
}
