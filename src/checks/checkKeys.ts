import { IcmpArgumentError } from '../errors.ts';
import { nearestName } from './nearestName.ts';

/**
 * @throws `IcmpArgumentError` for the first key that is not known: otherwise a misspelt option would be ignored
 * silently.
 */
export function checkKeys(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const value = (options as Record<string, unknown>)[name];
    const nearest = nearestName(name, known);
    const fix = nearest === null ? `use one of ${known.join(', ')}.` : `did you mean ${nearest}?`;
    throw new IcmpArgumentError(name, value, `one of ${known.join(', ')}`, fix, `There is no option ${name}.`);
  }
}
