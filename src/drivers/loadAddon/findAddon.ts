import { nativeRequire, requireOf } from '../nativeRequire.ts';
import { addonFiles } from './addonFiles.ts';

/** The path of this machine's addon in the package. */
export function addonPath(libc: 'glibc' | 'musl' | null): string {
  const file = ['node', 'napi', libc, 'node'].filter((part) => part !== null).join('.');
  return `prebuilds/${process.platform}-${process.arch}/${file}`;
}

/** Whether the package has an addon for this system and processor. If not, one may have been built here. */
export function isPacked(): boolean {
  const system = `${process.platform}-${process.arch}`;
  return Object.keys(addonFiles).some((name) => name.split('.')[0] === system);
}

/**
 * Finds the addon's file in this package. A program that was packed into one file has left its packages: then the file
 * is looked for in a folder `prebuilds` beside the program, or in the package if that is still installed.
 *
 * @throws the reason of the first place: mostly `MODULE_NOT_FOUND`.
 */
export function findAddon(libc: 'glibc' | 'musl' | null): string {
  const path = addonPath(libc);
  const packed = addonFiles[[`${process.platform}-${process.arch}`, libc].filter((part) => part !== null).join('.')];
  const places = [
    packed ?? (() => nativeRequire.resolve(`../../${path}`)),
    () => nativeRequire.resolve(`./${path}`),
    () => nativeRequire.resolve(`rxicmp/${path}`),
    // A packer may have written the folder of its own machine into the program.
    () => requireOfProgram().resolve(`./${path}`),
    () => requireOfProgram().resolve(`rxicmp/${path}`),
  ];
  let first: unknown;
  for (const place of places) {
    try {
      return place();
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

function requireOfProgram(): NodeJS.Require {
  const [, program] = process.argv;
  if (program === undefined) throw new Error('This process has no program.');
  return requireOf(program);
}
