import type { IcmpArgumentError } from '../errors.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { mistake } from './mistake.ts';

/**
 * What to throw for a source that is not an address of this machine.
 *
 * @param sources the addresses of this machine, as far as they are known.
 */
export function foreignSource(source: string, sources: readonly string[] = []): IcmpArgumentError {
  const known = sources.length > 0 ? `one of ${sources.join(', ')}` : 'one that an interface here has';
  const fix = `use ${known}, or leave it out.`;
  return mistake('source', source, 'an address of this machine', fix, Win32Error.ERROR_INVALID_NETNAME);
}
