import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { root } from './bundle.ts';
import { describeInWine } from './describeInWine.ts';
import { doubleEnvironment } from './double/double.ts';
import { doubleAddresses, doubleScript } from './doubleNetwork.ts';
import { registerInWine } from './registerInWine.ts';
import { tableOnDouble } from './tableOnDouble.ts';

const differs = {
  '70,000 requests are outstanding at once': 'the system is given 4,096 at a time',
  '70,000 requests one wave after the other': 'run on Wine: here it would show how fast the double is',
};

const untold = { 'fewer bytes than were sent': 'by event the API does not tell how many bytes came back' };

/** koffi on the double of iphlpapi.dll, which has IPv6: the port's suite, and how threads and processes end. */
export async function koffiOnDouble(completion: 'event' | 'apc'): Promise<void> {
  await describeInWine(`koffi by ${completion} on a double of iphlpapi.dll`, 'wine8', async (wine) => {
    const node = '22.23.3';
    const log = join(root, 'build', 'wine', `double-koffi-${completion}.${process.pid}.log`);
    afterAll(() => rmSync(log, { force: true }));
    const env = doubleEnvironment(doubleScript, log);
    const title = 'koffi, the end of threads and processes';
    const settings = { driver: 'koffi', completion };
    await registerInWine({ title, wine, node, module: 'cases/life.ts', settings, env });
    for (const family of [4, 6] as const) {
      const quiet = { ...env, RXICMP_DOUBLE_LOG: '' };
      await tableOnDouble(wine, node, 'koffi', family, quiet);
      await registerInWine({
        title: `koffi, the port's suite, IPv${family}`,
        wine,
        node,
        module: 'cases/conformance.ts',
        settings: {
          ...settings,
          family,
          differs: family === 6 && completion === 'event' ? { ...differs, ...untold } : differs,
          ...doubleAddresses(family),
        },
        env: quiet,
      });
    }
  });
}
