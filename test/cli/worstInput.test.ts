import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectsIn } from './objectsOf.ts';
import { commandLine, startRxicmp } from './rxicmp.ts';
import { scenarioFile, scratchFolder } from './scenarioFile.ts';

// The built command on a simulated network, with what people and scripts do to it.

const folder = scratchFolder();
const network = scenarioFile({ hosts: [{ address: '192.0.2.1' }, { address: '192.0.2.2', silent: true }] }, folder);
const simulated = `${commandLine} --simulate ${network}`;

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

  it.each(['ping', 'sweep', 'monitor', 'wait'])(
    'of %s may be a folder, nothing, or a line without an end',
    (command) => {
      for (const [line, message] of [
        [
          `head -c 10000000 /dev/zero | tr '\\0' a | rx ${command} -f -`,
          /^rxicmp: Line 1 of standard input has more than 4096 characters/,
        ],
        [`rx ${command} -f - < /dev/null`, /^rxicmp: There is no target in .*\. Fix: write one a line\.\n$/],
        [`rx ${command} -f - <&-`, /^rxicmp: There is no target in /],
        [`rx ${command} -f /`, /^rxicmp: \/ is a folder\./],
        [`rx ${command} -f 192.0.2.1`, /^rxicmp: There is no file 192\.0\.2\.1\. Fix: .* floods are not offered/],
      ] as const) {
        const { code, stdout, stderr } = shell(line);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(message);
      }
    },
  );

  it.each(['ping', 'monitor', 'wait'])('of %s may be a million, which are too many, in bounded memory', (command) => {
    const addresses = `seq 1000000 | awk '{ print "10." int($1 / 65536) "." int($1 / 256) % 256 "." $1 % 256 }'`;
    const { code, stderr } = shell(`${addresses} | NODE_OPTIONS=--max-old-space-size=120 rx ${command} -f -`);
    expect(stderr).toBe('rxicmp: These are more than 65536 targets. Fix: rxicmp sweep takes any number.\n');
    expect(code).toBe(2);
  });

  it('may hold escape sequences, which nobody obeys', () => {
    const { stdout, stderr } = shell("printf '\\033[2Jevil\\n192.0.2.1\\n' | rx sweep -f - -W 50");
    expect(stdout + stderr).not.toContain('\x1b');
    expect(stdout).toContain('\\u001b[2Jevil');
  });
});

describe('standard output', () => {
  /** Each prints more than a line. */
  const commands = [
    'ping 192.0.2.1 -c 3 -i 50ms',
    'ping 192.0.2.1 -c 3 -i 50ms --json',
    'ping 192.0.2.1 -c 3 -i 50ms -o prom',
    'sweep 192.0.2.0/24 -W 50ms',
    'trace 192.0.2.1',
    'mtu 192.0.2.1',
    'monitor 192.0.2.1 -c 4 -i 50ms',
    'wait 192.0.2.1 192.0.2.1',
    'ping 192.0.2.1 -c 3 -i 50ms -o csv',
    'trace 192.0.2.1 -c 2 -i 50ms --json',
    'monitor 192.0.2.1 -c 4 -i 50ms --json',
    'diagnose',
    '--help',
    'version',
    'sweep --help',
    'completion bash',
  ];

  it.each(commands)('may be read to its first line: %s', (args) => {
    const { code, stdout, stderr } = shell(`rx ${args} | head -1; exit \${PIPESTATUS[0]}`);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^(rxicmp: .* left out\.\n)?$/);
    expect([0, 1]).toContain(code);
  });

  it.each(commands)('may be full: %s', (args) => {
    const { code, stderr } = shell(`rx ${args} > /dev/full`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^(rxicmp: .* left out\.\n)?rxicmp: The output cannot be written: .*ENOSPC.*\.\n$/);
  });

  it.each(commands)('may be closed, as standard input: %s', (args) => {
    // Node opens the null device in their place.
    const { code, stdout, stderr } = shell(`rx ${args} <&- >&-`);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^(rxicmp: .* left out\.\n)?$/);
    expect([0, 1]).toContain(code);
  });

  it('may be slow: nothing is lost', () => {
    const { stdout } = shell(
      'rx sweep 192.0.2.1-192.0.2.255 192.0.2.1 -W 20ms --rate Infinity --json | (sleep 1; cat)',
    );
    expect(objectsIn(stdout)).toHaveLength(257);
  });

  it('is lines where TERM is not set', () => {
    const { stdout, stderr } = shell('unset TERM; rx monitor 192.0.2.1 -i 50 -c 4');
    expect(stdout).toMatch(/ unknown -> up: /);
    expect(stdout + stderr).not.toContain('\x1b');
  });
});

describe('signals', () => {
  it('SIGUSR1 is left to Node: it starts the debugger, and the command goes on', async () => {
    const args = ['--simulate', network, 'ping', '192.0.2.1', '-i', '50'];
    const { child, ended, wrote } = startRxicmp(args, { node: ['--inspect-port=0'] });
    await wrote('stdout', /seq=0/);
    child.kill('SIGUSR1');
    await wrote('stderr', /^Debugger listening on /m);
    // Some probes more.
    await wrote('stdout', /(?:.*seq=.*\n){30}/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/ received, 0% loss/) as string });
  });

  it('SIGQUIT asks for the statistics so far, SIGHUP ends with them', async () => {
    const { child, ended, wrote } = startRxicmp([
      '--simulate',
      network,
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

  it('a monitor reads its file again when that changes', async () => {
    const list = join(folder, 'changing.txt');
    writeFileSync(list, '192.0.2.1\n');
    const { child, ended, wrote } = startRxicmp(['--simulate', network, 'monitor', '-f', list, '-i', '50', '-W', '40']);
    await wrote('stdout', /192\.0\.2\.1 unknown -> up/);
    writeFileSync(list, '192.0.2.1\n192.0.2.2\n');
    await wrote('stdout', /192\.0\.2\.2 added/);
    // A list that cannot be read leaves the last one as it is.
    writeFileSync(list, '192.0.2.0/33\n');
    await wrote('stderr', /^rxicmp: .*"192\.0\.2\.0\/33"/);
    child.kill('SIGTERM');
    expect((await ended).stdout).toMatch(/2 targets: 1 up, .*\n$/);
  });

  it('SIGHUP makes a monitor without a terminal read its file again', async () => {
    const list = join(folder, 'targets.txt');
    writeFileSync(list, '192.0.2.1\n');
    const { child, ended, wrote } = startRxicmp(['--simulate', network, 'monitor', '-f', list, '-i', '50', '-W', '40']);
    await wrote('stdout', /192\.0\.2\.1 unknown -> up/);
    writeFileSync(list, '192.0.2.2\n');
    child.kill('SIGHUP');
    await wrote('stdout', /192\.0\.2\.1 removed/);
    await wrote('stdout', /192\.0\.2\.2 unknown -> down/);
    child.kill('SIGTERM');
    expect((await ended).stdout).toMatch(/1 target: 0 up, 1 down\n$/);
  });
});
