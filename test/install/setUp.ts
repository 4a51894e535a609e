import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installTools, npm } from '../../scripts/tools.mjs';
import { root } from '../runProgram.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where the tools do not run. */
    readonly install: Install | null;
  }
}

export interface Install {
  /** The folder in whose node_modules the tools are. */
  readonly tools: string;
  /** The packed package. */
  readonly tarball: string;
  /** A project in which npm has installed it, and RxJS. */
  readonly project: string;
  /** For other projects; it is removed in the end. */
  readonly folder: string;
}

/** Before the tests of the lane `install`: packs what was built, and installs it as somebody does who has just begun. */
export default function setUp({ provide }: TestProject): (() => void) | undefined {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    provide('install', null);
    return undefined;
  }
  const tools = installTools('install');
  // Outside this project, whose node_modules nobody must find.
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-install-'));
  const project = join(folder, 'installed');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const [packed] = JSON.parse(npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder)) as [
    { filename: string },
  ];
  const tarball = join(folder, packed.filename);
  npm(project, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball, 'rxjs');
  provide('install', { tools, tarball, project, folder });
  return () => rmSync(folder, { recursive: true });
}
