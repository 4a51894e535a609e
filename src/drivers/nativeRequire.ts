import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';

/**
 * This file, or the one that it has become part of: who packs a program into one file as CommonJS leaves `import.meta.url`
 * empty, and has `__filename`. Code that was given to Node as a text has neither, and is told a name that is no path.
 */
const here =
  typeof __filename === 'string' && isAbsolute(__filename) ? __filename : import.meta.url || process.execPath;

/** Loads and finds what no bundle contains: native code. */
export const nativeRequire = createRequire(here);
