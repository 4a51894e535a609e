import { IcmpArgumentError } from '../../errors.ts';
import { bytesIn } from '../../icmpapi/bytesIn.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY } from '../../wire/layout.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { windowsError } from '../../wire/windowsError.ts';

/** A DWORD. */
const MAX_SIZE = 2 ** 32 - 1;

/**
 * Checks that a reply buffer can hold the reply that a request asks for. Streams check it before they send, where Windows
 * would send and then have no room.
 *
 * @param family null while it is not known: then the smaller record counts.
 * @throws `IcmpArgumentError` with what Windows tells instead of the reply: `IP_GENERAL_FAILURE` (11050) for what is too
 * small, `ERROR_INVALID_PARAMETER` for what is no size.
 */
export function checkReplySize(
  { data, optionsData, replySize }: Pick<EchoRequest, 'data' | 'optionsData' | 'replySize'>,
  family: 4 | 6 | null,
): void {
  if (replySize === null) return;
  const record = family === 4 ? ICMP_ECHO_REPLY[8].size : ICMPV6_ECHO_REPLY.size;
  const options = Math.ceil((optionsData?.length ?? 0) / 4) * 4;
  const least = record + options + (typeof data === 'number' ? data : bytesIn(data)!);
  if (Number.isInteger(replySize) && replySize >= least && replySize <= MAX_SIZE) return;
  const expected = `${least} bytes or more, which the reply needs`;
  const fix = `pass ${least}, or leave it out.`;
  const isTooSmall = Number.isInteger(replySize) && replySize > 0 && replySize < least;
  const win32 = windowsError(isTooSmall ? IpStatus4.IP_GENERAL_FAILURE : Win32Error.ERROR_INVALID_PARAMETER);
  throw new IcmpArgumentError('replySize', replySize, expected, fix, undefined, win32);
}
