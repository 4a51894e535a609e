import type { EchoCompletion, EchoPhase } from './icmpapi.ts';

/**
 * A completion with every key, for drivers, which may still change it; what is not given is null, false or 0.
 *
 * @param status IP_STATUS: 0 for an echo reply.
 * @param sentAt epoch milliseconds of the send.
 * @param rest everything else; `final: true` on the last completion of a request.
 * @see {@link echoRequest}
 */
export function echoCompletion(
  phase: EchoPhase,
  status: number,
  sentAt: number,
  rest: Partial<EchoCompletion> | null = null,
): { -readonly [Key in keyof EchoCompletion]: EchoCompletion[Key] } {
  const completion = {
    phase,
    final: false,
    status,
    errorNumber: null,
    errorCode: null,
    errorText: null,
    address: null,
    roundTripTime: null,
    rttClock: null,
    sentAt,
    icmpType: null,
    icmpCode: null,
    ttl: null,
    tos: null,
    flags: 0,
    optionsData: null,
    dataSize: null,
    data: null,
    truncated: false,
    altered: false,
    unproven: false,
    mtu: null,
    mplsLabels: null,
  };
  // Assigned, and not spread: all completions have one hidden class.
  return rest === null ? completion : Object.assign(completion, rest);
}
