import assert from 'node:assert/strict';
import { selectDriver } from '../../../src/drivers/platform.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';
import type { WindowsCase } from '../windowsCase.ts';

/** The errors of a driver on a Windows without IPv6 and without a choice of interfaces, such as Wine. */
export function cases(settings: { readonly driver: 'addon' | 'koffi' }): readonly WindowsCase[] {
  const driver = selectDriver(settings.driver);
  return [
    {
      name: 'what this Windows lacks is an error with its name, its number and what the system says of it',
      run() {
        assert.throws(() => driver.createFile(6), {
          code: 'ERR_ICMP_SYSTEM',
          win32: { name: 'ERROR_CALL_NOT_IMPLEMENTED', number: 120 },
          message: /ERROR_CALL_NOT_IMPLEMENTED \(120: \w[^)]+[^).]\)/,
        });
        const sockets = driver.diagnose().sockets.map(({ family, kind, usable, errorCode }) => ({
          [family]: [kind, usable, errorCode],
        }));
        assert.deepEqual(sockets, [
          { 4: ['icmp-api', true, null] },
          { 6: ['icmp-api', false, 'ERROR_CALL_NOT_IMPLEMENTED'] },
        ]);
      },
    },
    {
      name: 'an interface cannot be chosen, and that is said before anything is sent',
      run() {
        const { sent } = driver.counters();
        const handle = driver.createFile(4);
        const request = echoRequest('127.0.0.1', { networkInterface: 'lo' });
        const notSupported = { code: 'ERR_ICMP_SYSTEM', win32: { name: 'ERROR_NOT_SUPPORTED', number: 50 } };
        assert.throws(() => driver.sendEcho2Ex(handle, request, () => undefined), notSupported);
        assert.throws(() => driver.sendEcho2ExSync(handle, request), notSupported);
        assert.equal(driver.counters().sent, sent);
        driver.closeHandle(handle);
      },
    },
  ];
}
