// What is made once and kept: a folder that is either whole or not there.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';

/** Makes `path` in a folder of this process first, then renames it. `what` names its owner on the terminal. */
export function whole(what, path, make) {
  if (existsSync(path)) return path;
  console.log(`${what}: ${path}`);
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    make(draft);
    // Another process may have been quicker.
    if (!existsSync(path)) renameSync(draft, path);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return path;
}
