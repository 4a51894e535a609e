import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';

const program = fileURLToPath(new URL('keepAlive.mjs', import.meta.url));
/** Milliseconds: far more than a process takes to start and end, and far less than the next beat is away. */
const PATIENCE = 15_000;

/** What a process printed until it ended, or was ended after `patience` milliseconds. */
function run(what: string, keepAlive: boolean, patience: number): Promise<{ ended: boolean; stdout: string }> {
  const child = spawn(process.execPath, [program, what, String(keepAlive)]);
  let stdout = '';
  let ended = true;
  const timer = setTimeout(() => {
    ended = false;
    child.kill('SIGKILL');
  }, patience);
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stdout += String(data)));
  return new Promise((resolve) =>
    child.on('close', () => {
      clearTimeout(timer);
      resolve({ ended, stdout: stdout.trim() });
    }),
  );
}

describe.skipIf(pendingWithoutSocket !== '')(`keepAlive: false${pendingWithoutSocket}`, () => {
  test.each([
    ['ping', '127.0.0.1 success'],
    ['ping, waiting for a late reply', '127.0.0.1 success'],
    ['ping, a duration', '127.0.0.1 success'],
    ['ping, its name looked up on each beat', 'localhost success'],
    ['ping, a phase that is far away', ''],
    ['sweepEvery', '127.0.0.1 success\n127.0.0.2 success'],
    ['sweepEvery, spread', '127.0.0.1 success'],
    ['sweepEvery, paused', '127.0.0.1 success'],
  ])('lets the process exit between beats, and waits for what was sent: %s', async (what, expected) => {
    const { ended, stdout } = await run(what, false, PATIENCE);
    expect({ ended, stdout }).toEqual({ ended: true, stdout: expected });
  });
});

describe.skipIf(pendingWithoutSocket !== '')(`keepAlive: true${pendingWithoutSocket}`, () => {
  test.each(['ping', 'ping, its name looked up on each beat', 'sweepEvery, spread'])(
    'keeps the process until the next beat: %s',
    async (what) => {
      expect(await run(what, true, 3000)).toMatchObject({ ended: false });
    },
  );
});
