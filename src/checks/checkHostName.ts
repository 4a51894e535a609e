import { IcmpArgumentError } from '../errors.ts';

/** What `inet_aton` would take for an address, such as `10.1` or `0x7f.1`: a last label that is a number. */
const NUMERIC_NAME = /(^|\.)(\d+|0x[\da-f]*)\.?$/i;
/** What no host name has: URLs, ranges and ports have it. */
const FOREIGN_TO_NAMES = /[\s:/%@,?#\[\]]/;

/** @throws `IcmpArgumentError` for what is no numeric address and can be no host name either. */
export function checkHostName(argument: string, name: string): void {
  const expected = 'a host name or a numeric address';
  if (typeof name !== 'string' || name === '' || name.length > 253) {
    throw new IcmpArgumentError(argument, name, expected, 'pass a name, such as example.com, or an address.');
  }
  if (NUMERIC_NAME.test(name)) {
    throw new IcmpArgumentError(argument, name, expected, 'write an address in full, as in 192.0.2.1.');
  }
  if (FOREIGN_TO_NAMES.test(name)) {
    throw new IcmpArgumentError(argument, name, expected, 'give the host alone, as in example.com.');
  }
}
