import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bundle } from './bundle.ts';
import { describeAddonInWine } from './describeAddonInWine.ts';
import type { WineName } from './lanes.ts';
import { threeNamespaces } from './topology.ts';

const steps = [
  ['sent, natural end', 0, '', ''],
  ['sent, then exit', 7, '', ''],
  ['sent, then exit in the same turn', 7, '', ''],
  ['sent, then an uncaught throw', 1, '', 'on purpose'],
  ['cancelled with a minute to go, natural end', 0, '', ''],
  ['a handle that is open, natural end', 0, '', ''],
  ['a consumer that throws', 1, '', 'on purpose'],
  ['workers that are terminated', 0, 'all terminated, then success\n', ''],
  ['workers that are terminated in blocking calls', 0, 'all terminated, then success\n', ''],
] as const;

/**
 * Over the addon these end the process while its thread sends. The double shows that the process ends where Wine does
 * not hang.
 */
const wedged: readonly string[] = ['sent, then exit in the same turn', 'sent, then an uncaught throw'];
const wedge =
  'a Wine that does not hang when a process ends in the middle of sending, as test/wine/wedges shows without us';

/** How processes and threads end over both drivers, on one of the Wines. */
export async function lifeOnWine(name: WineName, node: string): Promise<void> {
  await describeAddonInWine(`life on ${name}`, name, async (wine) => {
    const { dropped } = await threeNamespaces();
    const script = bundle('pinging', "import { pinging } from './pinging.ts'; pinging();");
    afterAll(() => rmSync(script));

    describe.each(['addon', 'koffi'])('a process is stopped, over %s', { timeout: 120_000 }, (driver) => {
      for (const [step, code, output, message] of steps) {
        const title = `${step}: exit code ${code}`;
        if (driver === 'addon' && wedged.includes(step)) {
          test.skip(`${title} (pending: ${wedge})`);
          continue;
        }
        test(title, async () => {
          const { hung, stdout, stderr, ...ended } = await wine.node({
            node,
            args: [script, driver, step, dropped],
            env: wine.safeEvents(),
            // Less than the minute for which some requests would still run.
            patience: () => 50_000,
          });
          expect({ hung, ...ended, stdout }).toEqual({ hung: false, code, signal: null, stdout: output });
          if (message === '') expect(stderr).toBe('');
          else expect(stderr).toContain(message);
        });
      }
    });
  });
}
