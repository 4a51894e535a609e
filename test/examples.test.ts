import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'rxicmp-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));
// Without the paths of ours, so that `rxicmp` is what package.json says it is: dist.
const tsconfig = join(folder, 'tsconfig.json');
writeFileSync(tsconfig, '{}');

/** What each example prints; # stands for a number. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'abort.ts': ['0: success', '1: success', '2: success', 'aborted'],
  'ping.ts': [
    'done',
    'here (127.0.0.1) 0: # ms',
    'here (127.0.0.1) 1: # ms',
    'here (127.0.0.1) 2: # ms',
    'here too (127.0.0.2) 0: # ms',
    'here too (127.0.0.2) 1: # ms',
    'here too (127.0.0.2) 2: # ms',
  ],
  'probe.ts': ['127.0.0.1 answered in # ms'],
  'retry.ts': ['alive, 32 bytes came back'],
};

it('knows every example', () => {
  expect(readdirSync(join(root, 'examples')).sort()).toEqual(Object.keys(outputs));
});

it.each(Object.entries(outputs))('%s runs on the built package and prints what it says', async (name, lines) => {
  const { code, stdout, stderr } = await run(join(root, 'examples', name));
  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\d+\.\d{3}/, '#'))
      .sort(),
  ).toEqual([...lines].sort());
  expect(code).toBe(0);
});

function run(file: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig };
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}
