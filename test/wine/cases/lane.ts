import { strictEqual } from 'node:assert';
import { arch, endianness, platform, release } from 'node:os';
import { versions } from 'node:process';
import type { WindowsCase } from '../windowsCase.ts';

/** Checks that the lane runs on the systems that it names. */
export function cases({ node }: { readonly node: string }): readonly WindowsCase[] {
  return [
    { name: 'it is Windows', run: () => strictEqual(platform(), 'win32') },
    { name: 'it is a 64-bit process', run: () => strictEqual(`${arch()} ${endianness()}`, 'x64 LE') },
    { name: 'it is Windows 10 or later', run: () => strictEqual(parseInt(release(), 10), 10) },
    { name: `it is Node ${node}`, run: () => strictEqual(versions.node, node) },
  ];
}
