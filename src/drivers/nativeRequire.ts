import { isAbsolute } from 'node:path';

/**
 * This file, or the bundle that it has become part of. A bundle of CommonJS has `__filename` and an empty
 * `import.meta.url`. For code that was given to Node as text, `import.meta.url` is empty and `__filename` is no path:
 * then the program of the process.
 */
const here =
  typeof __filename === 'string' && isAbsolute(__filename) ? __filename : import.meta.url || process.execPath;

/**
 * A `require` that sees what the file would see. It is not imported: webpack reads such an import, warns of every path that it
 * does not know, and takes the function away.
 */
export function requireOf(file: string): NodeJS.Require {
  return process.getBuiltinModule('node:module').createRequire(file);
}

/** Loads and finds what no bundle contains: native code. */
export const nativeRequire = requireOf(here);
