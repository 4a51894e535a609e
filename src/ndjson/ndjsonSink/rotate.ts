import type { FileSystem } from '#platform';

/**
 * Puts a file aside as `PATH.1`, and makes room for it. Only as far as there is no room: a rotation that has failed
 * half way goes on from there, and drops no further file.
 */
export async function rotate(fs: FileSystem, path: string, keep: number): Promise<void> {
  let free = 1;
  while (free < keep && (await exists(fs, `${path}.${free}`))) free++;
  for (let i = free; i > 1; i--) await fs.rename(`${path}.${i - 1}`, `${path}.${i}`);
  await fs.rename(path, `${path}.1`);
}

async function exists(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.stat(path);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return false;
    throw error;
  }
}
