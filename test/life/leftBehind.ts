import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const MEGABYTE = 1 << 20;
const program = fileURLToPath(new URL('leaks.mjs', import.meta.url));

/** Has leaks.mjs do something `count` times, twice, and expects the second time to leave nothing behind. */
export function leftBehind(what: string, count: number, target = '127.0.0.1'): void {
  // V8 doubles the room of young objects when it sees fit, which would look like memory left behind.
  const argv = ['--expose-gc', '--max-semi-space-size=4', program, what, `${count}`, target];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  const { heap, resident, ...counted } = JSON.parse(stdout) as Record<string, number>;
  expect(counted).toEqual({ outstanding: 0, handles: 0, descriptors: 0, threads: 0 });
  // A leak adds up with each repetition; the disorder of a heap does not. Allocators keep more than they need.
  expect(heap).toBeLessThan(MEGABYTE);
  expect(resident).toBeLessThan(8 * MEGABYTE);
}
