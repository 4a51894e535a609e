import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addonReport, loadAddon } from '../../../src/drivers/loadAddon.ts';
import { fileProblem } from '../../../src/drivers/loadAddon/fileProblem.ts';

const folder = mkdtempSync(join(tmpdir(), 'rxicmp-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

function library(bytes: Uint8Array): string {
  const file = join(folder, 'library.node');
  writeFileSync(file, bytes);
  return file;
}

/** A file of `size` bytes with numbers in it: offset, bytes of the number, the number. */
function made(size: number, littleEndian: boolean, fields: readonly (readonly [number, 1 | 2 | 4 | 8, number])[]) {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [at, width, value] of fields) {
    if (width === 1) view.setUint8(at, value);
    else if (width === 2) view.setUint16(at, value, littleEndian);
    else if (width === 4) view.setUint32(at, value, littleEndian);
    else view.setBigUint64(at, BigInt(value), littleEndian);
  }
  return bytes;
}

const ELF = [
  [0, 1, 0x7f],
  [1, 1, 0x45],
  [2, 1, 0x4c],
  [3, 1, 0x46],
] as const;

/** A library for Linux with two sections, the table of which ends at 228. */
const elf = (machine: number, size: number) =>
  made(size, true, [...ELF, [4, 1, 2], [5, 1, 1], [0x12, 2, machine], [0x28, 8, 100], [0x3a, 2, 64], [0x3c, 2, 2]]);
const elf32 = (machine: number, size: number) =>
  made(size, false, [...ELF, [4, 1, 1], [5, 1, 2], [0x12, 2, machine], [0x20, 4, 100], [0x2e, 2, 64], [0x30, 2, 2]]);
/** A library for Windows whose last section ends at 600. */
const pe = (machine: number, size: number) =>
  made(size, true, [
    [0, 2, 0x5a4d],
    [0x3c, 4, 64],
    [64, 4, 0x4550],
    [68, 2, machine],
    [70, 2, 2],
    [84, 2, 16],
    [104 + 16, 4, 100],
    [104 + 20, 4, 500],
    [144 + 16, 4, 50],
    [144 + 20, 4, 400],
  ]);
/** A library for macOS: a command that is no segment, and a segment that ends at 700. */
const machO = (machine: number, size: number) =>
  made(size, true, [
    [0, 4, 0xfeedfacf],
    [4, 4, machine],
    [16, 4, 2],
    [32, 4, 2],
    [36, 4, 24],
    [56, 4, 0x19],
    [60, 4, 72],
    [56 + 40, 8, 300],
    [56 + 48, 8, 400],
  ]);

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

describe('fileProblem', () => {
  it('has nothing against the addon that was built here, and sees whatever is cut off', () => {
    loadAddon();
    const addon = addonReport().file!;
    expect(fileProblem(addon)).toBeNull();
    const copy = join(folder, 'addon.node');
    copyFileSync(addon, copy);
    for (let size = readFileSync(addon).length - 1; size > 0; size -= 4099) {
      truncateSync(copy, size);
      expect(fileProblem(copy), `${size} bytes`).toMatch(/^the file is (cut off: it has|no library)/);
    }
  });

  it.runIf(isLinuxX64).each<[what: string, bytes: Uint8Array, problem: string | null]>([
    ['an empty file', new Uint8Array(0), 'the file is no library'],
    ['a text', Buffer.from('<!doctype html><title>404</title>'), 'the file is no library'],
    ['a library for this machine', elf(62, 228), null],
    ['one for a processor that is not listed', elf(21, 228), null],
    ['one for another processor', elf(183, 228), 'the file is for arm64'],
    ['one that lacks a byte', elf(62, 227), 'the file is cut off: it has 227 bytes of 228'],
    ['one of 32 bits, the other way round', elf32(40, 228), 'the file is for arm'],
    ['one of 32 bits that lacks a byte', elf32(40, 227), 'the file is cut off: it has 227 bytes of 228'],
    ['one for Windows', pe(0x8664, 600), 'the file is a library for win32'],
    ['one for macOS', machO(0x01000007, 700), 'the file is a library for darwin'],
  ])('of %s', (_what, bytes, problem) => {
    expect(fileProblem(library(bytes))).toBe(problem);
  });

  it.each<[platform: NodeJS.Platform, bytes: Uint8Array, problem: string | null]>([
    ['win32', pe(0x1234, 600), null],
    ['win32', pe(0xaa64, 600), process.arch === 'arm64' ? null : 'the file is for arm64'],
    ['win32', pe(0x1234, 599), 'the file is cut off: it has 599 bytes of 600'],
    ['darwin', machO(0x1234, 700), null],
    ['darwin', machO(0x0100000c, 700), process.arch === 'arm64' ? null : 'the file is for arm64'],
    ['darwin', machO(0x1234, 699), 'the file is cut off: it has 699 bytes of 700'],
    ['darwin', elf(62, 228), 'the file is a library for systems with ELF'],
  ])('on %s', (platform, bytes, problem) => {
    const here = Object.getOwnPropertyDescriptor(process, 'platform')!;
    Object.defineProperty(process, 'platform', { ...here, value: platform });
    try {
      expect(fileProblem(library(bytes))).toBe(problem);
    } finally {
      Object.defineProperty(process, 'platform', here);
    }
  });
});
