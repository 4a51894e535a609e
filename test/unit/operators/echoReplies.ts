import type { EchoReply, EchoStatus } from 'rxicmp';

const answered = { responder: '192.0.2.1', rttClock: 'native', size: 32, replyTtl: 64 };
const unsent = {
  destination: null,
  errorCode: 'ENETUNREACH',
  errorText: 'this machine has no route to the network',
  statusCode: 11050,
};

/** A reply as a series emits it. */
export function echoReply(status: EchoStatus, more: Partial<EchoReply<unknown>> = {}): EchoReply {
  const isAnswer = status === 'success' || status === 'late' || status === 'duplicate';
  const isUnsent = ['not-sent', 'not-resolved', 'skipped', 'removed'].includes(status);
  const isRejected = !isAnswer && !isUnsent && status !== 'timed-out';
  return {
    target: '192.0.2.1',
    tag: null,
    destination: '192.0.2.1',
    responder: isRejected ? '192.0.2.254' : null,
    sequence: 0,
    round: 0,
    attempt: 1,
    status,
    statusCode: isAnswer ? 0 : 11010,
    errorCode: null,
    errorText: null,
    sentAt: 0,
    rtt: isAnswer || isRejected ? 10 : null,
    rttClock: isRejected ? 'native' : null,
    lookupTime: null,
    icmp: isRejected ? { type: 3, code: 1 } : null,
    replyTtl: null,
    size: null,
    truncated: false,
    altered: false,
    unproven: false,
    mtu: null,
    mplsLabels: null,
    missed: status === 'skipped' ? 1 : 0,
    ...(isAnswer ? answered : {}),
    ...(isUnsent ? unsent : {}),
    ...more,
  } as EchoReply;
}

export function success(sequence: number, rtt: number, more: Partial<EchoReply<unknown>> = {}): EchoReply {
  return echoReply('success', { sequence, rtt, sentAt: 1000 * sequence, ...more } as Partial<EchoReply<unknown>>);
}

export function timedOut(sequence: number, more: Partial<EchoReply<unknown>> = {}): EchoReply {
  return echoReply('timed-out', { sequence, sentAt: 1000 * sequence, ...more });
}
