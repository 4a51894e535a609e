import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { root } from './bundle.ts';
import { describeAddonInWine } from './describeAddonInWine.ts';
import { doubleEnvironment } from './double/double.ts';
import { doubleAddresses, doubleScript } from './doubleNetwork.ts';
import { registerInWine } from './registerInWine.ts';
import { tableOnDouble } from './tableOnDouble.ts';

const differs = {
  '70,000 requests are outstanding at once': 'the system is given 4,096 at a time',
  '70,000 requests one wave after the other': 'run on Wine: here it would show how fast the double is',
};

/**
 * The addon on the double of iphlpapi.dll: what Wine cannot show, how threads and processes end, and the port's suite.
 * The double has nothing to do with the network of Wine, nor with what Wine does by event: one is as good as the other.
 */
export async function addonOnDouble(completion: 'event' | 'apc'): Promise<void> {
  await describeAddonInWine(`the addon by ${completion} on a double of iphlpapi.dll`, 'wine8', async (wine) => {
    const node = '22.23.3';
    const environment = (name: string): Readonly<Record<string, string>> => {
      const log = join(root, 'build', 'wine', `double-${name}.${process.pid}.log`);
      afterAll(() => rmSync(log, { force: true }));
      return doubleEnvironment(doubleScript, log);
    };
    await registerInWine({
      title: 'the end of threads and processes',
      wine,
      node,
      module: 'cases/life.ts',
      settings: { driver: 'addon', completion },
      env: environment('life'),
    });
    for (const family of [4, 6] as const) {
      const settings = { driver: 'addon', completion, family, differs, ...doubleAddresses(family) };
      const env = environment(`${family}`);
      await registerInWine({ title: `IPv${family}`, wine, node, module: 'cases/double.ts', settings, env });
      const title = `the port's suite, IPv${family}`;
      const quiet = { ...env, RXICMP_DOUBLE_LOG: '' };
      await tableOnDouble(wine, node, 'addon', family, quiet);
      await registerInWine({ title, wine, node, module: 'cases/conformance.ts', settings, env: quiet });
    }
  });
}
