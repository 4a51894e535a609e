import { argumentOf } from '../../checks/argumentOf.ts';
import { IcmpArgumentError } from '../../errors.ts';
import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';
import { checkReplySize } from '../options/checkReplySize.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import { inWordsOfOptions } from './inWordsOfOptions.ts';

/** Names the target in errors. */
export type Asked = Pick<ProbeSettings, 'driver' | 'target' | 'networkInterface'>;

/**
 * Sends a request for a target.
 * @throws what the driver throws, in words of the user: an error about the destination becomes one about the target.
 */
export function sendEcho(
  asked: Asked,
  handle: IcmpHandle,
  request: EchoRequest,
  onCompletion: (completion: EchoCompletion) => void,
): PendingEcho {
  checkReplySize(request, handle.family);
  try {
    return asked.driver.sendEcho2Ex(handle, request, onCompletion);
  } catch (error) {
    throw argumentOf(error) === 'destination'
      ? inWordsOfTarget(asked, error as IcmpArgumentError)
      : inWordsOfOptions(error);
  }
}

function inWordsOfTarget(
  { target, networkInterface }: Asked,
  { value, expected, fix, win32 }: IcmpArgumentError,
): IcmpArgumentError {
  const hasItsZone =
    networkInterface !== undefined && !target.includes('%') && String(value).endsWith(`%${networkInterface}`);
  return hasItsZone
    ? new IcmpArgumentError('networkInterface', networkInterface, 'an interface of this machine', fix, undefined, win32)
    : new IcmpArgumentError('target', target, expected, fix, undefined, win32);
}
