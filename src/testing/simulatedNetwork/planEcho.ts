import { echoCompletion } from '../../icmpapi/echoCompletion.ts';
import type { EchoCompletion, EchoRequest } from '../../icmpapi/icmpapi.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY } from '../../wire/layout.ts';
import { IpStatus4, statusFromIcmp } from '../../wire/status.ts';
import type { SimulatedAnswer } from './simulatedAnswer.ts';

/** Bytes. */
const COOKIE = 8;

/** A request that has left. */
export interface SentRequest {
  readonly family: 4 | 6;
  readonly request: EchoRequest;
  /** To a broadcast or multicast address: everyone asked may answer. */
  readonly isBroadcast: boolean;
  readonly sentAt: number;
}

type Completion = ReturnType<typeof echoCompletion>;

/** A completion and when it comes, in milliseconds after the send. */
export interface EchoStep {
  readonly after: number;
  readonly completion: EchoCompletion;
}

/**
 * Everything that comes of a request, in order; the last step is final.
 * @param answers earliest first.
 */
export function planEcho(sent: SentRequest, answers: readonly SimulatedAnswer[]): EchoStep[] {
  const { isBroadcast, request } = sent;
  // As nearly all are.
  const isPlain = !isBroadcast && request.lateWindow === 0 && answers.length <= 1;
  return (isPlain ? planPlain(sent, answers[0]) : null) ?? planFully(sent, answers);
}

/** Of a request to one host that waits for nothing after its outcome. @returns null when there is more to think of. */
function planPlain(sent: SentRequest, answer: SimulatedAnswer | undefined): EchoStep[] | null {
  const { sentAt, request } = sent;
  const isInTime = answer !== undefined && answer.delay <= request.timeout;
  if (isInTime && answer.error !== null) return null;
  const said = isInTime ? reply(sent, answer) : null;
  const completion = said ?? echoCompletion('outcome', IpStatus4.IP_REQ_TIMED_OUT, sentAt);
  completion.final = true;
  return [{ after: said === null ? request.timeout : answer!.delay, completion }];
}

function planFully(sent: SentRequest, answers: readonly SimulatedAnswer[]): EchoStep[] {
  const { sentAt, isBroadcast } = sent;
  const { timeout, lateWindow } = sent.request;
  const steps: EchoStep[] = [];
  const responders = new Set<string>();
  let hasOutcome = false;
  let isTimedOut = false;
  /** A refusal that proves too little. It is the outcome when nothing better comes in time. */
  let held: EchoCompletion | null = null;
  let hasReplied = false;
  const add = (after: number, what: EchoCompletion) => {
    steps.push({ after, completion: what });
    hasOutcome ||= what.phase === 'outcome';
  };
  const timeOut = () => {
    isTimedOut = true;
    if (!hasOutcome) add(timeout, held ?? echoCompletion('outcome', IpStatus4.IP_REQ_TIMED_OUT, sentAt));
  };

  for (const answer of answers) {
    const { delay, from, error } = answer;
    if (delay > timeout + lateWindow) break;
    const said = error === null ? reply(sent, answer) : refusal(sent, answer, error);
    if (said === null) continue;
    if (delay > timeout && !isTimedOut) timeOut();
    if (said.unproven) {
      // A request that has an outcome ignores a refusal that may be forged.
      if (isBroadcast || hasOutcome) continue;
      // A trace must not wait for the time-out at each hop.
      if (!isHop(sent, error!.type ?? 0)) {
        held ??= said;
        continue;
      }
    }
    const isAgain = isBroadcast ? responders.has(from) : responders.size > 0;
    // Without a late window nobody waits for duplicates, and a refusal is none.
    if (isAgain && (lateWindow === 0 || error !== null)) continue;
    responders.add(from);
    // A reply after a refusal is the first one.
    const isCopy = isAgain && (isBroadcast || hasReplied);
    add(delay, { ...said, phase: isCopy ? 'duplicate' : isAgain || isTimedOut ? 'late' : 'outcome' });
    hasReplied ||= error === null;
  }

  const waitsForNothing = lateWindow === 0 && !isBroadcast && hasOutcome;
  if (!isTimedOut && !waitsForNothing) timeOut();
  const isOver = lateWindow === 0 && (!isBroadcast || responders.size === 0);
  if (!isOver) add(timeout + lateWindow, echoCompletion('end', IpStatus4.IP_PENDING, sentAt));
  const last = steps.pop()!;
  return [...steps, { after: last.after, completion: { ...last.completion, final: true } }];
}

/** @returns null when nobody can tell whose it is. */
function reply({ family, request, sentAt }: SentRequest, answer: SimulatedAnswer): Completion | null {
  const { delay, from, ttl, truncateTo, corrupt } = answer;
  const size = sizeOf(request);
  const dataSize = Math.min(size, truncateTo);
  // The cookie at the beginning of the driver's own payload, or as much of the caller's, is what proves a reply.
  if (dataSize < Math.min(size, COOKIE) || corrupt === 'checksum') return null;
  const altered = corrupt === 'payload';
  if (altered && (typeof request.data !== 'number' || dataSize <= COOKIE)) return null;
  const recordSize = (family === 4 ? ICMP_ECHO_REPLY[8].size : ICMPV6_ECHO_REPLY.size) + dataSize;
  if (request.replySize !== null && recordSize > request.replySize) {
    return echoCompletion('outcome', IpStatus4.IP_GENERAL_FAILURE, sentAt);
  }
  // Assigned one by one: there is one for nearly each request.
  const completion = echoCompletion('outcome', IpStatus4.IP_SUCCESS, sentAt);
  completion.address = from;
  completion.roundTripTime = delay;
  completion.rttClock = 'native';
  completion.icmpType = family === 4 ? 0 : 129;
  completion.icmpCode = 0;
  completion.ttl = ttl;
  completion.tos = request.tos ?? 0;
  completion.dataSize = dataSize;
  completion.data = request.wantData ? payload(request.data, dataSize, altered) : null;
  completion.truncated = dataSize < size;
  completion.altered = altered;
  return completion;
}

function refusal(
  { family, request, sentAt }: SentRequest,
  { delay, from, ttl, unproven }: SimulatedAnswer,
  { type, code, mtu, status, mplsLabels = [] }: NonNullable<SimulatedAnswer['error']>,
): EchoCompletion {
  return echoCompletion('outcome', status ?? statusFromIcmp(family, type ?? 0, code ?? 0), sentAt, {
    address: from,
    roundTripTime: delay,
    rttClock: 'native',
    icmpType: type,
    icmpCode: code,
    ttl,
    tos: 0,
    // Routers quote the whole request, but a payload of fewer bytes than the cookie proves nothing.
    unproven: unproven ?? sizeOf(request) < COOKIE,
    mtu,
    mplsLabels: mplsLabels.length === 0 ? null : mplsLabels,
  });
}

function sizeOf({ data }: EchoRequest): number {
  return typeof data === 'number' ? data : data.length;
}

/** Whether an ICMP error says that a TTL was used up that the request had set itself. */
function isHop({ family, request }: SentRequest, type: number): boolean {
  return request.ttl !== null && type === (family === 4 ? 11 : 3);
}

/** The caller's bytes, or the alphabet over and over. */
function payload(data: Uint8Array | number, size: number, altered: boolean): Uint8Array {
  const bytes =
    typeof data === 'number' ? Uint8Array.from({ length: size }, (_, i) => 0x61 + (i % 23)) : data.slice(0, size);
  if (altered) bytes[size - 1]! ^= 0xff;
  return bytes;
}
