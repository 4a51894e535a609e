import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/arguments/commands.ts';
import { root } from '../runProgram.ts';

const { man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { man: string };
const path = join(root, man);
const page = readFileSync(path, 'utf8').replaceAll('\\-', '-');

const all = Object.entries(COMMANDS).flatMap(([name, { flags }]) => Object.keys(flags).map((flag) => ({ name, flag })));

describe('the man page', () => {
  it('has every option of every command', () => {
    for (const { name, flag } of all) {
      const [, section] = new RegExp(`^\\.SS rxicmp ${name}\\b(.*?)(?=^\\.S[SH])`, 'ms').exec(page)!;
      expect(section).toMatch(new RegExp(`^\\.B .*--${flag}\\b`, 'm'));
    }
  });

  const groff = spawnSync('groff', ['-man', '-ww', '-Tascii', path], { encoding: 'utf8' });
  it.skipIf(groff.error !== undefined)(
    `is read by groff without a warning${groff.error === undefined ? '' : ' (pending: no groff)'}`,
    () => {
      expect(groff).toMatchObject({ status: 0, stderr: '' });
      expect(groff.stdout).toContain('rxicmp - ping, sweep and trace hosts, and watch them');
    },
  );
});

describe('docs/command-line.md', () => {
  const guide = readFileSync(join(root, 'docs/command-line.md'), 'utf8');

  it('is that of today', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/write-command.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has every option of every command', () => {
    for (const { name, flag } of all) {
      const [, section] = new RegExp(`^## ${name}\\n(.*?)(?=^## )`, 'ms').exec(guide)!;
      expect(section).toMatch(new RegExp(`^\\| \`.*--${flag}\\b`, 'm'));
    }
  });
});
