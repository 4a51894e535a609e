import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { root } from './bundle.ts';
import { describeAddonInWine } from './describeAddonInWine.ts';
import { describeInWine } from './describeInWine.ts';
import { doubleEnvironment } from './double/double.ts';
import { doubleAddresses, doubleHost, doubleScript } from './doubleNetwork.ts';
import { registerInWine } from './registerInWine.ts';
import { selfTestOnWine } from './selfTestOnWine.ts';
import { tableOnDouble } from './tableOnDouble.ts';

const differs = {
  '70,000 requests are outstanding at once':
    'run as a case of its own: through 4,096 at a time its 3 s become a minute',
  '70,000 requests one wave after the other': 'run on Wine: here it would show how fast the double is',
};

/**
 * A driver on the double of iphlpapi.dll: cases that Wine cannot show, the ends of threads and processes, and the
 * port's suite. The double uses neither Wine's network nor its event mode, so either Wine will do.
 */
export async function driverOnDouble(driver: 'addon' | 'koffi', completion: 'event' | 'apc'): Promise<void> {
  const describeDriver = driver === 'addon' ? describeAddonInWine : describeInWine;
  await describeDriver(`${driver} by ${completion} on a double of iphlpapi.dll`, 'wine8', async (wine) => {
    const node = '22.23.3';
    const environment = (name: string): Readonly<Record<string, string>> => {
      const logs = join(root, 'build', 'wine', `double-${driver}-${completion}-${name}.${process.pid}`);
      mkdirSync(logs, { recursive: true });
      afterAll(() => rmSync(logs, { recursive: true }));
      return doubleEnvironment(doubleScript, logs);
    };
    const settings = { driver, completion };
    const run = (title: string, module: string, env: Readonly<Record<string, string>>, more = {}) =>
      registerInWine({ title: `${driver}, ${title}`, wine, node, module, settings: { ...settings, ...more }, env });
    const quiet = { ...environment(''), RXICMP_DOUBLE_LOG: '' };
    await run('the end of threads and processes', 'cases/life.ts', environment('life'));
    await run('more requests than the system is given', 'cases/flood.ts', quiet);
    selfTestOnWine('on the double', wine, node, quiet, [driver]);
    for (const family of [4, 6] as const) {
      const network = { family, differs, ...doubleAddresses(family) };
      await run(`IPv${family}`, 'cases/double.ts', environment(`${family}`), network);
      const call = { family, host: doubleHost(family, 1), onDouble: true };
      await run(`the whole call from streams, IPv${family}`, 'cases/wholeCall.ts', environment(`call-${family}`), call);
      await tableOnDouble(wine, node, driver, family, quiet);
      await run(`the port's suite, IPv${family}`, 'cases/conformance.ts', quiet, network);
    }
  });
}
