import { MAX_TIME } from '../../checks/maxTime.ts';
import type { EchoMemory } from './echoMemory.ts';
import type { WindowsApi } from './iphlpapi.ts';

/** Calls the function of the request's family. */
export function callSendEcho(
  api: WindowsApi,
  handle: number,
  event: number,
  apc: number,
  context: number,
  { family, source, destination, payload, payloadSize, options, reply, replySize }: EchoMemory,
  timeout: number,
): number {
  const send = family === 4 ? api.IcmpSendEcho2Ex : api.Icmp6SendEcho2;
  const longest = Math.min(Math.ceil(timeout), MAX_TIME);
  // prettier-ignore
  return send(handle, event, apc, context, source, destination, payload, payloadSize, options, reply, replySize, longest);
}
