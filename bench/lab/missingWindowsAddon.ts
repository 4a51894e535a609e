import { spawnSync } from 'node:child_process';

/** Builds the addon for Windows where that has not been done yet. @returns what that needs, or null. */
export function missingWindowsAddon(): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-native.mjs', 'win32'], { encoding: 'utf8' });
  return status === 0 ? null : stderr.trim();
}
