import { IcmpArgumentError } from '../../errors.ts';
import { bytesIn } from '../../icmpapi/bytesIn.ts';
import type { IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { unsupported } from '../../icmpapi/unsupported.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { windowsError } from '../../wire/windowsError.ts';
import { ipOptionsIn6 } from './ipOptionsIn6.ts';

const MAX_OPTIONS = 40;

/**
 * What the option `ipOptions` becomes in a request: null for no bytes, which are no options.
 *
 * @param family that of the targets; null when they may be of either.
 * @throws `IcmpArgumentError` for what cannot be IPv4 options, `IcmpError` when the driver cannot send any.
 */
export function optionsDataOf(ipOptions: Uint8Array, family: 4 | 6 | null, driver: IcmpDriver): Uint8Array | null {
  const size = bytesIn(ipOptions);
  if (size === null || size > MAX_OPTIONS) {
    const fix = 'make them with encodeIpOptions of rxicmp/icmpapi, or leave them out.';
    const answer = size === null ? Win32Error.ERROR_INVALID_PARAMETER : IpStatus4.IP_OPTION_TOO_BIG;
    const expected = `a Uint8Array of at most ${MAX_OPTIONS} bytes`;
    throw new IcmpArgumentError('ipOptions', ipOptions, expected, fix, undefined, windowsError(answer));
  }
  if (size === 0) return null;
  if (family === 6) throw ipOptionsIn6(ipOptions);
  if (!driver.features.has('ipOptions')) {
    throw unsupported(`The driver ${driver.name}`, 'ipOptions', 'leave them out.');
  }
  return ipOptions;
}
