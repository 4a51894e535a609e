import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { decodeIpOptions } from '../../wire/decodeIpOptions.ts';
import type { IpOption } from '../../wire/ipOption.ts';
import type { ReplyData } from '../echoReply.ts';

/** The keys that `replyData` adds to a value. */
export function replyData({ address, data, tos, flags, optionsData }: EchoCompletion): ReplyData {
  const ipOptions = optionsData === null ? null : readable(optionsData);
  return { data, tos, flags: address === null ? null : flags, ipOptions };
}

/** Whoever answers may write anything into its header: that must not end a stream. */
function readable(options: Uint8Array): readonly IpOption[] {
  try {
    return decodeIpOptions(options);
  } catch {
    return [{ kind: 'other', type: options[0]!, data: options.slice(2) }];
  }
}
