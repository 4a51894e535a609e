import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';

// The program of docs/coming-from.md, called as SmokePing 2.7 calls fping.
describe.skipIf(pendingWithoutSocket !== '')(`the program for SmokePing${pendingWithoutSocket}`, () => {
  let folder: string;
  let program: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxicmp-smokeping-'));
    program = join(folder, 'smokeping-rxicmp');
    const [, script] = /### SmokePing\n.*?```sh\n(.*?)```/s.exec(readFileSync('docs/coming-from.md', 'utf8'))!;
    writeFileSync(program, script!);
    chmodSync(program, 0o755);
    symlinkSync(resolve('dist/cli/main.js'), join(folder, 'rxicmp'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['-4', ['127.0.0.1', '127.0.0.2']],
    ['-6', ['::1']],
  ])('prints a time of each of five probes, %s', async (family, hosts) => {
    const options = ['-C', '5', '-q', '-B1', '-r1', family, '-b56', '-t1500', '-i10', '-p100', `-S${hosts[0]}`, '-O8'];
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    const { stderr, stdout } = await promisify(execFile)(program, [...options, ...hosts], { env });
    expect(stdout).toBe('');
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(lines.map(([host]) => host).sort()).toEqual(hosts);
    for (const [, colon, ...times] of lines) {
      expect(colon).toBe(':');
      expect(times).toHaveLength(5);
      for (const time of times) expect(time).toMatch(/^\d+\.\d+$/);
    }
  });
});
