import assert from 'node:assert/strict';
import { selectDriver } from '../../../src/drivers/platform.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';
import { completingBy } from '../../../src/testing/conformance/completingBy.ts';
import { doubleHost } from '../doubleNetwork.ts';
import type { WindowsCase } from '../windowsCase.ts';

export interface FloodSettings {
  readonly driver: 'addon' | 'koffi';
  readonly completion: 'event' | 'apc';
}

const COUNT = 70_000;

/** More requests than the system is given at a time, on the double of iphlpapi.dll without its log. */
export function cases(settings: FloodSettings): readonly WindowsCase[] {
  const driver = completingBy(selectDriver(settings.driver), settings.completion);
  return [
    {
      name: '70,000 requests are outstanding at once, wait their turn, and each times out or is answered',
      limit: 120_000,
      async run() {
        const handle = driver.createFile(4);
        const { sent, received, timedOut } = driver.counters();
        const statuses = new Int32Array(COUNT).fill(-1);
        await new Promise<void>((resolve, reject) => {
          let ended = 0;
          for (let i = 0; i < COUNT; i++) {
            const isAnswered = i % 1000 === 0;
            const request = echoRequest(doubleHost(4, isAnswered ? 1 : 2), { timeout: isAnswered ? 60_000 : 100 });
            driver.sendEcho2Ex(handle, request, ({ status, final }) => {
              if (!final || statuses[i] !== -1) reject(new Error(`request ${i} had ${statuses[i]}, then ${status}`));
              statuses[i] = status;
              if (++ended === COUNT) resolve();
            });
          }
          assert.equal(driver.counters().outstanding, COUNT);
        });
        assert.ok(statuses.every((status, i) => status === (i % 1000 === 0 ? 0 : 11010)));
        const after = driver.counters();
        assert.deepEqual(
          [after.outstanding, after.sent - sent, after.received - received, after.timedOut - timedOut],
          [0, COUNT, COUNT / 1000, COUNT - COUNT / 1000],
        );
        driver.closeHandle(handle);
      },
    },
  ];
}
