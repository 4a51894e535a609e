import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is removed after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** @returns the path of a file for `--simulate`, which is removed after the tests of the file. */
export function scenarioFile(scenario: object, folder = scratchFolder()): string {
  const file = join(folder, 'network.json');
  writeFileSync(file, JSON.stringify(scenario));
  return file;
}
