import * as fs from 'node:fs/promises';

/** A file that is open. Declarations of the package name no type of Node: who uses them may not have these. */
export interface OpenFile {
  stat(): Promise<{ readonly size: number }>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<unknown>;
  appendFile(data: Uint8Array | string): Promise<void>;
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** Files of this platform. */
export interface FileSystem {
  open(path: string, flags: string): Promise<OpenFile>;
  stat(path: string): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
}

/** @throws `IcmpError` with `ERR_ICMP_UNAVAILABLE` where there are none, as in a browser. */
export function fileSystem(): FileSystem {
  return fs;
}
