import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes at the start of a library's file: enough to tell what it is and where it ends. */
const HEAD = 16_384;

/** What a library's head says. */
interface Library {
  readonly system: 'linux' | 'darwin' | 'win32';
  /** By Node's name; undefined for an architecture that is not listed here. */
  readonly arch: string | undefined;
  /** The size that the file must have at least. */
  readonly end: number;
}

/**
 * Why a file cannot be a library for this machine; null when no problem is found. The check is needed because a system
 * maps a library that is cut off, and ends the process when it gets to the missing part; and because a system does not
 * always say that a library is for another processor.
 *
 * @throws the system's error when the file cannot be read.
 */
export function fileProblem(file: string): string | null {
  const { head, size } = readHead(file);
  const library = readLibrary(head);
  if (library === null) return 'the file is no library';
  const { system, arch, end } = library;
  const known = ['darwin', 'win32'].includes(process.platform) ? process.platform : 'linux';
  if (system !== known) return `the file is a library for ${system === 'linux' ? 'systems with ELF' : system}`;
  if (size < end) return `the file is cut off: it has ${size} bytes of ${end}`;
  if (arch !== undefined && arch !== process.arch) return `the file is for ${arch}`;
  return null;
}

function readHead(file: string): { head: DataView; size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(HEAD);
    const length = readSync(descriptor, bytes, 0, HEAD, 0);
    return { head: new DataView(bytes.buffer, 0, length), size: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}

/** @returns null when the file is no library, or its head is not whole. */
function readLibrary(head: DataView): Library | null {
  try {
    if (head.getUint32(0) === 0x7f454c46) return readElf(head);
    if (head.getUint32(0, true) === 0xfeedfacf) return readMachO(head);
    if (head.getUint16(0) === 0x4d5a) return readPe(head);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

/** The table of sections is the last thing in the file. */
function readElf(head: DataView): Library {
  const little = head.getUint8(5) === 1;
  const is64 = head.getUint8(4) === 2;
  const table = is64 ? Number(head.getBigUint64(0x28, little)) : head.getUint32(0x20, little);
  const [entry, count] = is64 ? [0x3a, 0x3c] : [0x2e, 0x30];
  const end = table + head.getUint16(entry, little) * head.getUint16(count, little);
  return { system: 'linux', arch: ELF_MACHINES[head.getUint16(0x12, little)], end };
}

function readPe(head: DataView): Library {
  const start = head.getUint32(0x3c, true);
  if (head.getUint32(start) !== 0x50450000) throw new RangeError('no signature');
  const sections = start + 24 + head.getUint16(start + 20, true);
  let end = 0;
  for (let i = 0; i < head.getUint16(start + 6, true); i++) {
    const section = sections + 40 * i;
    end = Math.max(end, head.getUint32(section + 16, true) + head.getUint32(section + 20, true));
  }
  return { system: 'win32', arch: PE_MACHINES[head.getUint16(start + 4, true)], end };
}

function readMachO(head: DataView): Library {
  const SEGMENT = 0x19;
  let end = 0;
  let at = 32;
  for (let i = 0; i < head.getUint32(16, true); i++) {
    if (head.getUint32(at, true) === SEGMENT) {
      end = Math.max(end, Number(head.getBigUint64(at + 40, true) + head.getBigUint64(at + 48, true)));
    }
    at += head.getUint32(at + 4, true);
  }
  return { system: 'darwin', arch: MACH_MACHINES[head.getUint32(4, true)], end };
}

const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
};
const PE_MACHINES: Readonly<Record<number, string>> = { 0x14c: 'ia32', 0x8664: 'x64', 0xaa64: 'arm64' };
const MACH_MACHINES: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
