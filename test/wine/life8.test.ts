import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bundle } from './bundle.ts';
import { describeAddonInWine } from './describeAddonInWine.ts';
import { threeNamespaces } from './topology.ts';

await describeAddonInWine('life on Wine 8', 'wine8', async (wine) => {
  const { dropped } = await threeNamespaces();
  const script = bundle('pinging', "import { pinging } from './pinging.ts'; pinging();");
  afterAll(() => rmSync(script));

  describe.each(['addon', 'koffi'])('a process is stopped, over %s', { timeout: 120_000 }, (driver) => {
    // One in fourteen hung there, and the double never: the process ends while the engine's thread is in the middle of a
    // call, which Wine may take with it in its locks.
    const hangs = driver === 'addon' && 'sent, then exit in the same turn';

    for (const [step, code, output, message] of [
      ['sent, natural end', 0, '', ''],
      ['sent, then exit', 7, '', ''],
      ['sent, then exit in the same turn', 7, '', ''],
      ['sent, then an uncaught throw', 1, '', 'on purpose'],
      ['cancelled with a minute to go, natural end', 0, '', ''],
      ['a handle that is open, natural end', 0, '', ''],
      ['a consumer that throws', 1, '', 'on purpose'],
      ['workers that are terminated', 0, 'all terminated, then success\n', ''],
      ['workers that are terminated in blocking calls', 0, 'all terminated, then success\n', ''],
    ] as const) {
      const title = `${step}: exit code ${code}`;
      if (step === hangs) {
        test.skip(`${title} (pending: a Wine that does not hang there now and then)`);
        continue;
      }
      test(title, async () => {
        const { hung, stdout, stderr, ...ended } = await wine.node({
          node: '20.20.2',
          args: [script, driver, step, dropped],
          env: wine.safeEvents(),
          // Less than the minute that some have to go.
          patience: () => 20_000,
        });
        expect({ hung, ...ended, stdout }).toEqual({ hung: false, code, signal: null, stdout: output });
        if (message === '') expect(stderr).toBe('');
        else expect(stderr).toContain(message);
      });
    }
  });
});
