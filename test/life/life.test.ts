import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';
import { times } from '../times.ts';

/** Milliseconds; a bound for hangs on a busy machine. */
const LONGEST = times(180_000, 180_000, 1_200_000);

function run(program: string, ...argv: readonly string[]) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawnSync(process.execPath, [path, ...argv], { encoding: 'utf8', timeout: LONGEST });
}

describe.skipIf(pendingWithoutSocket !== '')(`a process is stopped${pendingWithoutSocket}`, () => {
  test.each([
    ['opened, then exit', 7, ''],
    ['cancelled, natural end', 0, ''],
    ['unsubscribed from within next, natural end', 0, ''],
    ['late replies to come, then exit', 7, ''],
    ['no file can be opened for a while', 0, ''],
    ['no file can be opened at first', 0, ''],
    ['a consumer that throws', 1, 'on purpose'],
  ])('%s: exit code %i', (step, code, message) => {
    const { status, signal, stderr, stdout } = run('scenarios.mjs', step);
    expect({ status, signal, stdout }).toEqual({ status: code, signal: null, stdout: '' });
    expect(stderr).toContain(message);
  });

  const endings = {
    'natural end': { status: 0, signal: null },
    exit: { status: 7, signal: null },
    throw: { status: 1, signal: null },
    SIGKILL: { status: null, signal: 'SIGKILL' },
  } as const;
  const steps = ['opened', 'sent', 'cancelled', 'closed', 'late replies to come'];
  test.each(steps.flatMap((step) => Object.entries(endings).map(([ending, expected]) => ({ step, ending, expected }))))(
    '$step, then $ending',
    ({ step, ending, expected }) => {
      const { status, signal, stdout, stderr } = run('steps.mjs', step, ending);
      expect({ status, signal, stdout }).toEqual({ ...expected, stdout: '' });
      if (ending === 'throw') expect(stderr).toContain('on purpose');
      else expect(stderr).toBe('');
    },
  );

  test.each([
    ['requests', times(40, 200, 1000)],
    ['sync', times(20, 50, 1000)],
    ['streams', times(12, 40, 1000)],
  ] as const)(
    'workers terminated in the middle of pinging, %s, %i of them',
    (how, count) => {
      const { status, signal, stderr, stdout } = run('workers.mjs', String(count), how);
      expect({ status, signal, stderr, stdout }).toEqual({
        status: 0,
        signal: null,
        stderr: '',
        stdout: `${count} terminated, 0 descriptors left\n0 threads left\n`,
      });
    },
    LONGEST + 10_000,
  );
});
