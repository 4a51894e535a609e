import type { EchoReply } from 'rxicmp';

/** A success of 127.0.0.1, but for what is given. */
export function reply(given: { readonly [Key in keyof EchoReply]?: unknown } = {}): EchoReply {
  const success = {
    target: 'localhost',
    tag: null,
    destination: '127.0.0.1',
    responder: '127.0.0.1',
    sequence: 0,
    round: 0,
    attempt: 1,
    status: 'success',
    statusCode: 0,
    errorCode: null,
    errorText: null,
    sentAt: 0,
    rtt: 0.041,
    rttClock: 'kernel',
    lookupTime: null,
    icmp: null,
    replyTtl: 64,
    size: 32,
    truncated: false,
    altered: false,
    unproven: false,
    mtu: null,
    mplsLabels: null,
    missed: 0,
  };
  return { ...success, ...given } as EchoReply;
}
