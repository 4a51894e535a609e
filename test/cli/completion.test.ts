import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/arguments/commands.ts';
import { completion } from '../../src/cli/arguments/completion.ts';
import { usage } from '../../src/cli/arguments/usage.ts';

/** What bash offers for the last of some words. */
function offers(...words: readonly string[]): string[] {
  const line = `${completion('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _rxicmp
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

describe('completion', () => {
  it('offers commands, options and values in bash', () => {
    expect(offers('rxicmp', 'swe')).toEqual(['sweep']);
    expect(offers('rxicmp', 'sweep', '--una')).toEqual(['']);
    expect(offers('rxicmp', 'sweep', '--unr')).toEqual(['--unreachable']);
    expect(offers('rxicmp', 'ping', 'a', '-o', 'j')).toEqual(['json']);
    expect(offers('rxicmp', 'completion', 'z')).toEqual(['zsh']);
    expect(offers('rxicmp', 'trace', '--interface', 'l')).toEqual(['lo']);
    expect(offers('rxicmp', 'ping', '-f', '/etc/host')).toContain('/etc/hosts');
  });

  it.each(['bash', 'zsh', 'fish'] as const)('knows every option of every command in %s', (shell) => {
    const script = completion(shell);
    for (const { flags } of Object.values(COMMANDS)) {
      for (const name of Object.keys(flags)) expect(script).toMatch(new RegExp(`(--|-l )${name}\\b`));
    }
  });
});

describe('usage', () => {
  it('of all commands fits a screen of 24 lines of 80 columns, with the prompt', () => {
    const lines = usage('rxicmp').split('\n');
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('names every option of a command', () => {
    for (const [name, { flags }] of Object.entries(COMMANDS)) {
      const text = usage(name as keyof typeof COMMANDS);
      for (const [flag, { short }] of Object.entries(flags)) {
        expect(text).toContain(`--${flag}`);
        if (short !== undefined) expect(text).toContain(`-${short}, --${flag}`);
      }
    }
  });

  it('gives no letter to two options of one command', () => {
    for (const { flags } of Object.values(COMMANDS)) {
      const letters = Object.values(flags).flatMap(({ short }) => (short === undefined ? [] : [short]));
      expect(new Set(letters).size).toBe(letters.length);
    }
  });
});
