import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, startRxicmp } from './rxicmp.ts';

// The built command on a simulated network, with what people and scripts do to it.

let folder: string;
let simulated: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxicmp-worst-'));
  const file = join(folder, 'network.json');
  writeFileSync(file, JSON.stringify({ hosts: [{ address: '192.0.2.1' }, { address: '192.0.2.2', silent: true }] }));
  simulated = `${commandLine} --simulate ${file}`;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of a shell, in which `rx` is the command on a simulated network. */
function shell(line: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `rx() { ${simulated} "$@"; }; ${line}`], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 2 ** 28,
  });
  return { code: status, stdout, stderr };
}

describe('targets on standard input', () => {
  it('are read one a line, without comments', () => {
    const { code, stdout } = shell("printf '# all\\n192.0.2.1 gateway\\r\\n\\n  192.0.2.2#b' | rx sweep -f - -W 50");
    expect(stdout).toMatch(/^192\.0\.2\.1: 1\.000 ms\n192\.0\.2\.2: timed out\n\n1 up, 1 down in /);
    expect(code).toBe(1);
  });

  it('may be a million, in bounded memory', () => {
    const rx = 'NODE_OPTIONS=--max-old-space-size=120 rx';
    const line = `seq 1000000 | sed 's/.*/192.0.2.1/' | ${rx} sweep -f - -q -w 5s --rate Infinity --concurrency 1000`;
    const { code, stdout, stderr } = shell(line);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d{4,} up, 0 down in \d/);
    expect([0, 1]).toContain(code);
  }, 60_000);

  it.each([
    [
      'head -c 10000000 /dev/zero | tr "\\0" a | rx sweep -f -',
      /^rxicmp: Line 1 of standard input has more than 4096 characters/,
    ],
    ['rx sweep -f - < /dev/null', /^rxicmp: There is no target in that\./],
    ['rx sweep -f - <&-', /^rxicmp: /],
    ['rx sweep -f /', /^rxicmp: \/ is a folder\./],
    ['rx ping -f 192.0.2.1', /^rxicmp: There is no file 192\.0\.2\.1\. Fix: .* floods are not offered/],
  ])('%s', (line, message) => {
    const { code, stdout, stderr } = shell(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('may hold escape sequences, which nobody obeys', () => {
    const { stdout, stderr } = shell("printf '\\033[2Jevil\\n192.0.2.1\\n' | rx sweep -f - -W 50");
    expect(stdout + stderr).not.toContain('\x1b');
    expect(stdout).toContain('\\u001b[2Jevil');
  });
});

describe('standard output', () => {
  it('may be closed, full, or read to its first line', () => {
    expect(shell('rx sweep 192.0.2.0/24 -W 50 | head -1').stdout.split('\n')).toHaveLength(2);
    for (const args of ['--help', 'ping 192.0.2.1 -c 1', 'sweep 192.0.2.1']) {
      expect(shell(`rx ${args} > /dev/full`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('ENOSPC') as string,
      });
    }
  });

  it('is lines where TERM is not set', () => {
    const { stdout, stderr } = shell('unset TERM; rx monitor 192.0.2.1 -i 50 -c 4');
    expect(stdout).toMatch(/ unknown -> up: /);
    expect(stdout + stderr).not.toContain('\x1b');
  });
});

describe('signals', () => {
  it('SIGQUIT asks for the statistics so far, SIGHUP ends with them', async () => {
    const file = join(folder, 'network.json');
    const { child, ended, wrote } = startRxicmp([
      '--simulate',
      file,
      'ping',
      '192.0.2.1',
      '-i',
      '50',
      '-q',
      '--bell',
      'answer',
    ]);
    await wrote('stderr', /\x07/);
    child.kill('SIGQUIT');
    await wrote('stdout', /1 up, 0 down/);
    child.kill('SIGHUP');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.match(/1 up, 0 down/g)).toHaveLength(2);
  });

  it('SIGHUP makes a monitor without a terminal read its file again', async () => {
    const list = join(folder, 'targets.txt');
    writeFileSync(list, '192.0.2.1\n');
    const file = join(folder, 'network.json');
    const { child, ended, wrote } = startRxicmp(['--simulate', file, 'monitor', '-f', list, '-i', '50', '-W', '40']);
    await wrote('stdout', /192\.0\.2\.1 unknown -> up/);
    writeFileSync(list, '192.0.2.2\n');
    child.kill('SIGHUP');
    await wrote('stdout', /192\.0\.2\.1 removed/);
    await wrote('stdout', /192\.0\.2\.2 unknown -> down/);
    child.kill('SIGTERM');
    expect((await ended).stdout).toMatch(/1 target: 0 up, 1 down\n$/);
  });
});

describe('a terminal', () => {
  it.each([
    [40, 10],
    [20, 5],
    [300, 100],
  ])('of %i by %i is resized, interrupted and given back', async (columns, rows) => {
    const line = `stty cols ${columns} rows ${rows}; ${simulated} monitor 192.0.2.1 192.0.2.2 -i 100 -W 50 & pid=$!;
      sleep 1; stty cols 50 rows 12; kill -WINCH $pid; sleep 0.5; kill -INT $pid; wait $pid; echo code $?; stty -a`;
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm', SHELL: '/bin/bash', LC_ALL: 'C.UTF-8' },
    });
    let output = '';
    for await (const text of child.stdout.setEncoding('utf8')) output += text as string;
    expect(output).toMatch(/\x1b\[\?1049h[^]*\x1b\[\?25h\x1b\[\?1049lHOST [^]*2 targets: 1 up, 1 down\r\ncode 1/);
    expect(output).toMatch(/ icanon/);
    expect(output).toMatch(/ echo /);
  });
});
