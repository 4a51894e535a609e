import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './bundle.ts';
import type { Wine } from './wine.ts';

/** `rxicmp diagnose --self-test` of the built command in Windows' node.exe, over both drivers. */
export function selfTestOnWine(
  title: string,
  wine: Wine,
  node: string,
  env: Readonly<Record<string, string>>,
  drivers: readonly ('addon' | 'koffi')[],
): void {
  describe(`rxicmp diagnose --self-test ${title}`, { timeout: 600_000 }, () => {
    test.each(drivers)('passes by event, by APC and by synchronous call over %s', async (driver) => {
      const args = [join(root, 'dist/cli/main.js'), 'diagnose', '--self-test', '--driver', driver];
      const { code, stdout, stderr } = await wine.node({ node, args, env, patience: () => 300_000 });
      expect(stderr).toBe('');
      expect(stdout).not.toContain('FAILED');
      for (const way of ['IPv4 by event', 'IPv4 by APC']) {
        const [, report] = stdout.split(`\n${way}\n`) as [string, string];
        expect(report).toMatch(/^ {2}Delivery +\d+ passed/);
        expect(report).toMatch(/\n {2}Blocking +\d+ passed/);
      }
      expect(stdout).toContain('\nWine as win32 ');
      expect(stdout).toContain(`Node v${node}`);
      expect(code).toBe(0);
    });
  });
}
