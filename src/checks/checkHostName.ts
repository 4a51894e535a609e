import { IcmpArgumentError } from '../errors.ts';
import { hostNameFix } from './hostNameFix.ts';

/** Text of numbers alone, such as `10.1` or `0x7f.1`: `inet_aton` takes it for an address, or the user meant one. */
const NUMERIC_NAME = /^\s*(([\d-]+|0x[\da-f]*)\.)*([\d-]+|0x[\da-f]*)\.?$/i;
/** As many characters as a name may have, and the dot of the root at its end. */
const LONGEST = /^.{0,253}\.?$/s;
/** Characters that no host name has. URLs, ranges and ports have them. */
const FOREIGN_TO_NAMES = /[\s:/%@,?#\[\]]/;

/** @throws `IcmpArgumentError` when `name`, which is no numeric address, cannot be a host name either. */
export function checkHostName(argument: string, name: string): void {
  const expected = 'a host name or a numeric address';
  if (typeof name !== 'string' || name === '' || !LONGEST.test(name)) {
    throw new IcmpArgumentError(argument, name, expected, 'pass a name, such as example.com, or an address.');
  }
  const isNumeric = NUMERIC_NAME.test(name);
  if (isNumeric || FOREIGN_TO_NAMES.test(name)) {
    throw new IcmpArgumentError(argument, name, expected, hostNameFix(name, isNumeric));
  }
}
