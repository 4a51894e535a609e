import type { EchoCompletion, EchoRequest } from '../icmpapi/icmpapi.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY } from '../wire/layout.ts';
import { IpStatus4, statusFromIcmp } from '../wire/status.ts';
import { completion } from './completion.ts';
import type { SimulatedHost } from './scenario.ts';

/** A request that has left. */
export interface SentRequest {
  readonly family: 4 | 6;
  readonly request: EchoRequest;
  /** To a broadcast or multicast address: everyone asked may answer. */
  readonly isBroadcast: boolean;
  readonly sentAt: number;
}

/** A host that a request reached, and how many it had been sent before. */
export interface AskedHost {
  readonly host: SimulatedHost;
  readonly earlier: number;
}

/** A completion and when it comes, in milliseconds after the send. */
export interface EchoStep {
  readonly after: number;
  readonly completion: EchoCompletion;
}

/** Everything that comes of a request, in order; the last step is final. */
export function planEcho(sent: SentRequest, asked: readonly AskedHost[]): EchoStep[] {
  const { sentAt, isBroadcast } = sent;
  const { timeout, lateWindow } = sent.request;
  const steps: EchoStep[] = [];
  const responders = new Set<string | null>();
  let hasOutcome = false;
  let isTimedOut = false;
  const add = (after: number, what: EchoCompletion) => {
    steps.push({ after, completion: what });
    hasOutcome ||= what.phase === 'outcome';
  };
  const timeOut = () => {
    isTimedOut = true;
    if (!hasOutcome) add(timeout, completion('outcome', IpStatus4.IP_REQ_TIMED_OUT, sentAt));
  };

  for (const { after, completion: answer } of answersOf(sent, asked)) {
    if (after > timeout + lateWindow) break;
    if (after > timeout && !isTimedOut) timeOut();
    const isAgain = responders.has(answer.address);
    // Without a late window nobody waits for duplicates.
    if (isAgain && lateWindow === 0) continue;
    responders.add(answer.address);
    add(after, { ...answer, phase: isAgain ? 'duplicate' : isTimedOut ? 'late' : 'outcome' });
  }

  const waitsForNothing = lateWindow === 0 && !isBroadcast && hasOutcome;
  if (!isTimedOut && !waitsForNothing) timeOut();
  const isOver = lateWindow === 0 && (!isBroadcast || responders.size === 0);
  if (!isOver) add(timeout + lateWindow, completion('end', IpStatus4.IP_PENDING, sentAt));
  const last = steps.pop()!;
  return [...steps, { after: last.after, completion: { ...last.completion, final: true } }];
}

/** The replies and refusals of all hosts, in the order of their arrival. */
function answersOf(sent: SentRequest, asked: readonly AskedHost[]): EchoStep[] {
  const answers: EchoStep[] = [];
  for (const { host, earlier } of asked) {
    const isLost = host.lossEvery !== undefined && (earlier + 1) % host.lossEvery === 0;
    if (host.silent || isLost) continue;
    const latency = latencyOf(host, earlier);
    if (host.refuse) {
      answers.push({ after: latency, completion: refusal(sent, host, latency) });
      continue;
    }
    for (let copy = 1; copy <= (host.copies ?? 1); copy++) {
      answers.push({ after: copy * latency, completion: reply(sent, host, copy * latency) });
    }
  }
  return answers.sort((a, b) => a.after - b.after);
}

function latencyOf({ latency = 1 }: SimulatedHost, earlier: number): number {
  if (typeof latency === 'number') return latency;
  return latency[Math.min(earlier, latency.length - 1)] ?? 1;
}

function reply({ family, request, sentAt }: SentRequest, host: SimulatedHost, after: number): EchoCompletion {
  const size = typeof request.data === 'number' ? request.data : request.data.length;
  const dataSize = Math.min(size, host.truncateTo ?? size);
  const recordSize = (family === 4 ? ICMP_ECHO_REPLY[8].size : ICMPV6_ECHO_REPLY.size) + dataSize;
  const fits = request.replySize === null || recordSize <= request.replySize;
  return completion('outcome', fits ? IpStatus4.IP_SUCCESS : IpStatus4.IP_GENERAL_FAILURE, sentAt, {
    address: host.address,
    roundTripTime: after,
    rttClock: 'native',
    icmpType: family === 4 ? 0 : 129,
    icmpCode: 0,
    ttl: ttlOf(host),
    tos: request.tos ?? 0,
    dataSize,
    data: request.wantData ? payload(request.data, dataSize) : null,
    truncated: dataSize < size,
  });
}

function refusal({ family, sentAt }: SentRequest, host: SimulatedHost, after: number): EchoCompletion {
  const { type, code, from, mtu } = host.refuse!;
  return completion('outcome', statusFromIcmp(family, type, code), sentAt, {
    address: from,
    roundTripTime: after,
    rttClock: 'native',
    icmpType: type,
    icmpCode: code,
    ttl: ttlOf(host),
    tos: 0,
    mtu: mtu ?? null,
  });
}

/** Each router on the way takes one off. */
function ttlOf({ ttl = 64, routers = [] }: SimulatedHost): number {
  return ttl - routers.length;
}

/** The caller's bytes, or the alphabet over and over. */
function payload(data: Uint8Array | number, size: number): Uint8Array {
  if (typeof data !== 'number') return data.slice(0, size);
  return Uint8Array.from({ length: size }, (_, i) => 0x61 + (i % 23));
}
