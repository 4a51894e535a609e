import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';

function run(program: string, ...argv: readonly string[]) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawnSync(process.execPath, [path, ...argv], { encoding: 'utf8', timeout: 60_000 });
}

describe.skipIf(pendingWithoutSocket !== '')(`a process is stopped${pendingWithoutSocket}`, () => {
  test.each([
    ['opened, then exit', 7, ''],
    ['sent, natural end', 0, ''],
    ['sent, then exit', 7, ''],
    ['sent, then an uncaught throw', 1, 'on purpose'],
    ['cancelled, natural end', 0, ''],
    ['unsubscribed from within next, natural end', 0, ''],
    ['late replies to come, then exit', 7, ''],
    ['a consumer that throws', 1, 'on purpose'],
  ])('%s: exit code %i', (step, code, message) => {
    const { status, signal, stderr, stdout } = run('scenarios.mjs', step);
    expect({ status, signal, stdout }).toEqual({ status: code, signal: null, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('sent, then killed: the signal is the one that was sent', () => {
    expect(run('scenarios.mjs', 'sent, then killed').signal).toBe('SIGKILL');
  });

  test.each([
    ['100', 'streams'],
    ['25', 'sync'],
  ])(
    '%s workers terminated in the middle of pinging, %s',
    (count, how) => {
      const { status, signal, stderr, stdout } = run('workers.mjs', count, how);
      expect({ status, signal, stderr, stdout }).toEqual({
        status: 0,
        signal: null,
        stderr: '',
        stdout: 'all terminated\n',
      });
    },
    60_000,
  );
});
