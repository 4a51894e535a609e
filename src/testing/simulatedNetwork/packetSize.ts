import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { ECHO_HEADERS } from '../../wire/echoHeaders.ts';

/** Bytes of the IP packet that carries a request, if nobody fragments it. */
export function packetSize(family: 4 | 6, { data }: EchoRequest): number {
  return ECHO_HEADERS[family] + (typeof data === 'number' ? data : data.length);
}
