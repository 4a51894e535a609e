import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { diagnose } from 'rxicmp';
import { describe, expect, test } from 'vitest';

const { sockets } = await diagnose();
const canPing = sockets.some(({ family, usable }) => family === 4 && usable);

function run(program: string, argument: string) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawnSync(process.execPath, [path, argument], { encoding: 'utf8', timeout: 60_000 });
}

describe.skipIf(!canPing)(`a process is stopped${canPing ? '' : ' (pending: no ICMP socket may be opened)'}`, () => {
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

  test('100 workers terminated in the middle of pinging', () => {
    const { status, signal, stderr, stdout } = run('workers.mjs', '100');
    expect({ status, signal, stderr, stdout }).toEqual({
      status: 0,
      signal: null,
      stderr: '',
      stdout: 'all terminated\n',
    });
  }, 60_000);
});
