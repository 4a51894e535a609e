import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../runProgram.ts';
import { describeInstalled } from './newcomer.ts';

/** The commands for a checkout, as the README has them. */
const commands = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^npm ci && .*$/gm)].map(([line]) => line);

const pending = existsSync(join(root, '.git')) ? '' : ' (pending: a checkout)';

describeInstalled('a fresh clone', ({ folder }) => {
  it.skipIf(pending !== '')(`is built and pings by the first command of the README${pending}`, () => {
    expect(commands).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    const clone = mkdtempSync(join(folder, 'clone-'));
    // Whoever owns the checkout: the clone is only read by this test.
    execFileSync('git', ['-c', 'safe.directory=*', 'clone', '--quiet', root, clone]);
    // The second command is what the lanes `setup` and `test` run.
    const env = { ...process.env, npm_config_prefer_offline: 'true' };
    const printed = execFileSync('sh', ['-c', commands[0]!], { cwd: clone, env, encoding: 'utf8' });
    for (const address of ['127.0.0.1', '::1']) expect(printed).toContain(`from ${address}`);
  });
});
