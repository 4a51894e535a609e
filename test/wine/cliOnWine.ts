import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './bundle.ts';
import { describeInWine } from './describeInWine.ts';
import type { WineName } from './lanes.ts';

/** The command that was built, in Windows' node.exe, on a machine for which there is no addon. */
export async function cliOnWine(name: WineName, node: string): Promise<void> {
  await describeInWine(`rxicmp on ${name}`, name, async (wine) => {
    const rxicmp = async (...args: readonly string[]) => {
      const main = join(root, 'dist/cli/main.js');
      // Makes the loader look for this addon only, which does not exist.
      const env = { ...wine.safeEvents(), RXICMP_ADDON: 'none.node' };
      const { code, stdout, stderr } = await wine.node({ node, args: [main, ...args], env });
      return { code, lines: stdout.split('\n').filter((line) => line !== ''), stderr };
    };
    const json = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

    describe(`rxicmp in Node ${node} without the addon`, { timeout: 120_000 }, () => {
      test('ping 127.0.0.1 --count 3 --json prints three replies and the statistics', async () => {
        const { code, lines, stderr } = await rxicmp(
          'ping',
          '127.0.0.1',
          '--count',
          '3',
          '--interval',
          '100',
          '--json',
        );
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const [first, second, third, statistics, ...rest] = json(lines);
        expect(rest).toEqual([]);
        for (const [sequence, reply] of [first, second, third].entries()) {
          expect(reply).toMatchObject({ type: 'reply', status: 'success', sequence, rttClock: 'os-ms', size: 32 });
        }
        expect(statistics).toMatchObject({ type: 'statistics', sent: 3, received: 3, lost: 0 });
      });

      test('ping prints for people', async () => {
        const { code, lines } = await rxicmp('ping', '127.0.0.1', '--count', '2', '--interval', '100');
        expect(code).toBe(0);
        expect(lines.join('\n')).toMatch(/32 bytes from 127\.0\.0\.1/);
      });

      test('sweep finds who is there', async () => {
        const { code, lines } = await rxicmp('sweep', '127.0.0.0/29', '--json');
        expect(code).toBe(0);
        const replies = json(lines).filter(({ type }) => type === 'reply');
        expect(replies.map(({ target }) => target).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `127.0.0.${n}`));
      });

      test('what cannot be sent is told, and the exit code says that it was this machine', async () => {
        const { code, lines } = await rxicmp('ping', '192.0.2.1', '--count', '1', '--json');
        expect(code).toBe(2);
        expect(json(lines)[0]).toMatchObject({ type: 'reply', status: 'not-sent', target: '192.0.2.1' });
      });

      test('diagnose says which driver there is', async () => {
        const { code, lines } = await rxicmp('diagnose', '--json');
        expect(code).toBe(0);
        expect(json(lines)[0]).toMatchObject({
          driver: 'koffi',
          platform: 'win32-x64',
          native: { file: null, refused: [{ reason: 'is not there' }] },
        });
      });

      test('a wrong argument is told, and nothing sent', async () => {
        const { code, lines, stderr } = await rxicmp('ping', '127.0.0.1', '--ttl', '256');
        expect({ code, lines }).toEqual({ code: 2, lines: [] });
        expect(stderr).toContain('256');
      });
    });
  });
}
