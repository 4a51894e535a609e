import { IcmpArgumentError } from '../errors.ts';
import { nearestName } from './nearestName.ts';

const NOWHERE: ReadonlyMap<string, string> = new Map();

/**
 * @param elsewhere how to mend names that are known, but not here.
 * @throws `IcmpArgumentError` for the first key that is not known: otherwise a misspelt option would be ignored
 * silently.
 */
export function checkKeys(
  options: object,
  known: readonly string[],
  elsewhere: ReadonlyMap<string, string> = NOWHERE,
): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const value = (options as Record<string, unknown>)[name];
    const nearest = nearestName(name, known);
    const fix =
      elsewhere.get(name) ?? (nearest === null ? `use one of ${known.join(', ')}.` : `did you mean ${nearest}?`);
    throw new IcmpArgumentError(name, value, `one of ${known.join(', ')}`, fix, `There is no option ${name}.`);
  }
}
