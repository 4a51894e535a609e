import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds that the program ran. */
  readonly took: number;
}

/** How often the system asks the resolver, and how many seconds it waits for an answer each time. */
const [ATTEMPTS, PATIENCE] = [3, 10];
/** Milliseconds that an unanswered look-up takes at least. A program that ends sooner has not waited for it. */
const LOOKUP = ATTEMPTS * PATIENCE * 1000;

/** Milliseconds that 900 dead names add to the look-ups of 100 living ones, beyond what they add in a bare program. */
const MOST_ADDED = 50;

describeInLab('names, beside a resolver that is silent for most of them', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxicmp-names-'));
    // The resolver would drop many questions at once, and they would be asked again. So the living names are in the
    // file.
    const living = Array.from({ length: 100 }, (_, n) => `127.0.2.${n} living${n}.example\n`);
    writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n127.0.0.2 hosted.example\n${living.join('')}`);
    writeFileSync(join(folder, 'nsswitch.conf'), 'hosts: files dns\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** @param resolver options of resolv.conf(5): how long the system tries. */
  function run(what: string, resolver?: string): Promise<Ended> {
    return runCommand(`${node} ${quoted(here('namesProgram.mjs'))} ${quoted(what)}`, resolver);
  }

  const node = quoted(process.execPath);

  async function runCommand(command: string, resolver = `timeout:${PATIENCE} attempts:${ATTEMPTS}`): Promise<Ended> {
    writeFileSync(join(folder, 'resolv.conf'), `nameserver 127.0.0.53\noptions ${resolver}\n`);
    const mounts = ['resolv.conf', 'hosts', 'nsswitch.conf'].map(
      (file) => `mount --bind ${quoted(join(folder, file))} ${quoted(realpathSync(join('/etc', file)))}`,
    );
    const script = [
      'set -e',
      ...mounts,
      'ip link set lo up',
      `{ ${node} ${quoted(here('resolver.mjs'))} ${quoted(join(folder, 'asked'))} & echo $! > ${quoted(join(folder, 'pid'))}; } | read ready`,
      'start=$(date +%s%N)',
      'code=0',
      `${command} || code=$?`,
      'echo "took $((($(date +%s%N) - start) / 1000000))"',
      `kill $(cat ${quoted(join(folder, 'pid'))})`,
      'exit $code',
    ].join('\n');
    const child = spawn('unshare', ['--net', '--mount', 'bash', '-c', script]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += String(data)));
    child.stderr.on('data', (data) => (stderr += String(data)));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (...ended) => resolve(ended)),
    );
    const took = Number(/took (\d+)\n/.exec(stdout)?.[1]);
    return { code, signal, stdout: stdout.replace(/took \d+\n/, ''), stderr, took };
  }

  async function result<T>(what: string, resolver?: string): Promise<T> {
    const { stdout, stderr, code } = await run(what, resolver);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    return JSON.parse(stdout) as T;
  }

  it('do not wait for each other', { timeout: 60_000 }, async () => {
    interface Seen {
      readonly status: string;
      readonly after: number;
    }
    type Report = Record<'alone' | 'beside', readonly Seen[]> & { readonly lookups: object };
    const last = (seen: readonly Seen[]) => Math.max(...seen.map(({ after }) => after));
    // Beginning 900 look-ups takes a while, and longer on a busy machine: a bare program measures that. A fault that
    // makes look-ups wait for others shows in every run.
    const added: number[] = [];
    do {
      const program = `UV_THREADPOOL_SIZE=1000 ${node} ${quoted(here('namesProgram.mjs'))} 'the living, by Node alone'`;
      const bare = Number((await runCommand(program, 'timeout:1 attempts:1')).stdout);
      const { alone, beside, lookups } = await result<Report>('the living');
      for (const seen of [alone, beside])
        expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['success']));
      expect(lookups).toEqual({ by: 'threads', underWay: 900, waiting: 0 });
      added.push(last(beside) - last(alone) - bare);
    } while (Math.min(...added) > MOST_ADDED && added.length < 5);
    expect(Math.min(...added)).toBeLessThanOrEqual(MOST_ADDED);
  });

  it('that are in a file need no resolver', async () => {
    expect(await result('a file of hosts')).toEqual(['hosted.example success']);
  });

  it('whose address is known are probed on every beat while the resolver is silent', async () => {
    interface Seen {
      readonly sequence: number;
      readonly status: string;
      readonly errorCode: string | null;
    }
    const seen = await result<readonly Seen[]>('a resolver that falls silent');
    // A busy machine skips a beat now and then. If beats waited for look-ups, there would be one each 700 ms.
    expect(seen.filter(({ status }) => status === 'success').length).toBeGreaterThanOrEqual(20);
    const failures = seen.filter(({ status }) => status === 'not-resolved');
    expect(failures.length).toBeGreaterThanOrEqual(2);
    expect(new Set(failures.map(({ errorCode }) => errorCode))).toEqual(new Set(['ETIMEOUT']));
  });

  it('are followed where they go', async () => {
    expect(await result('a name that moves')).toEqual(['success 127.0.0.7', 'success 127.0.0.9']);
  });

  it.each([
    ['left by its subscriber', 0, ''],
    ['over its time', 0, '["not-resolved","ETIMEOUT"]\n'],
    ['exit', 7, ''],
    ['exit at once', 7, ''],
    ['throw', 1, ''],
  ])('a look-up does not hold a process: %s', async (what, code, stdout) => {
    const { took, stderr, ...ended } = await run(what);
    expect(ended).toEqual({ code, signal: null, stdout });
    if (what === 'throw') expect(stderr).toContain('on purpose');
    else expect(stderr).toBe('');
    expect(took).toBeLessThan(LOOKUP);
  });

  it.each([
    ['ping', '0 sent, 0 received'],
    ['sweep', '0 up, 0 down'],
    ['trace', ''],
    ['trace --changes', ''],
    ['mtu', 'The path MTU was not found.'],
    ['monitor', '1 target: 0 up, 0 down, 1 unknown'],
    ['wait', 'slow.example did not answer'],
  ])('a look-up does not hold %s when SIGINT ends it', async (words, last) => {
    const command = `${node} ${quoted(here('../../dist/cli/main.js'))} ${words} slow.example`;
    const asked = quoted(join(folder, 'asked'));
    const wait = `while [ ! -e ${asked} ]; do sleep 0.1; done`;
    const { took, ...ended } = await runCommand(`{ rm -f ${asked}; ${command} & ${wait}; kill -INT $!; wait $!; }`);
    expect(ended).toMatchObject({ code: 1, signal: null, stderr: '' });
    expect(ended.stdout).toContain(last);
    expect(took).toBeLessThan(LOOKUP);
  });

  it('a look-up may return when the worker has gone that asked', { timeout: 60_000 }, async () => {
    const { took: _, ...ended } = await run('workers that are terminated', 'timeout:1 attempts:2');
    expect(ended).toEqual({ code: 0, signal: null, stdout: '"none returned into nothing"\n', stderr: '' });
  });
});
