import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInstalled, newcomer } from './newcomer.ts';

describeInstalled('npx', ({ tarball }) => {
  it('runs the command from the tarball, in an empty folder', async () => {
    const { folder, run } = newcomer({}, 'none');
    cpSync(tarball, join(folder, 'rxicmp.tgz'));
    // What npm has downloaded before is used; what npx installs is not kept.
    const cache = join(folder, '.npm');
    mkdirSync(cache);
    const downloads = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
    symlinkSync(join(downloads, '_cacache'), join(cache, '_cacache'));
    const env = { npm_config_cache: cache, npm_config_prefer_offline: 'true', npm_config_ignore_scripts: 'true' };
    const { code, stdout, stderr } = await run('npx', ['--yes', './rxicmp.tgz', '127.0.0.1', '--count', '1'], env);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/from 127\.0\.0\.1/);
  });
});
