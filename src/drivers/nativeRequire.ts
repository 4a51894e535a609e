import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';

/**
 * This file, or the bundle that it has become part of. A bundle of CommonJS has `__filename` and an empty
 * `import.meta.url`. For code that was given to Node as text, `import.meta.url` is empty and `__filename` is no path:
 * then the program of the process.
 */
const here =
  typeof __filename === 'string' && isAbsolute(__filename) ? __filename : import.meta.url || process.execPath;

/** Loads and finds what no bundle contains: native code. */
export const nativeRequire = createRequire(here);
