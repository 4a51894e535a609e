import type { RttClock } from '../icmpapi/icmpapi.ts';
import type { IpOption } from '../wire/ipOption.ts';
import type { MplsLabel } from '../wire/mplsLabel.ts';

/** Keys that every emitted value has. Times in milliseconds, sizes in bytes, null for no value. */
export interface EchoBase<Tag = null> {
  /** The target as it was given. */
  readonly target: string;
  /** The tag of the target, by reference; null when it has none. */
  readonly tag: Tag;
  /**
   * The address that was probed; null before the name resolved. In the value of a look-up that failed it is the last
   * good address, which is still probed on that beat.
   */
  readonly destination: string | null;
  /** Who answered: the host, a router, another host of a broadcast. */
  readonly responder: string | null;
  /** Per target and subscription, from 0; never wraps. */
  readonly sequence: number;
  /** The round of a sweep or traceroute, from 0. */
  readonly round: number;
  /** From 1; more than 1 after a retry. */
  readonly attempt: number;
  /**
   * Epoch milliseconds of the send, or of what stands in its place: a label from the wall clock. It has a fraction whatever the
   * status is, so round it for a column or a `BigInt` that takes integers only. In virtual time it is what the scheduler says.
   */
  readonly sentAt: number;
  /** Round-trip time from a monotonic clock; set for refusals and late replies too. */
  readonly rtt: number | null;
  readonly rttClock: RttClock | null;
  /** Milliseconds spent on DNS for this probe, never part of `rtt`; null when none was needed. */
  readonly lookupTime: number | null;
  /** IP_STATUS, 0 for success; kept for status `unknown`. Null when there was no request: `not-resolved`, `skipped`, `removed`. */
  readonly statusCode: number | null;
  /** `ENETUNREACH`, `ENOTFOUND`, ... when nothing was sent. */
  readonly errorCode: string | null;
  /** Why nothing was sent, in words: what the driver, the resolver or the check of the target says; else null. */
  readonly errorText: string | null;
  /** The ICMP message of a refusal. Windows does not tell it: there only `status` says what it was. */
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /** TTL or hop limit of the answer. */
  readonly replyTtl: number | null;
  /** Payload bytes that came back. */
  readonly size: number | null;
  /** Fewer payload bytes came back than were sent. */
  readonly truncated: boolean;
  /**
   * The payload that the driver made came back changed. False for a payload of yours: a packet with other bytes is no
   * answer to it.
   */
  readonly altered: boolean;
  /**
   * A refusal that quotes too little of the probe to prove that it belongs to it: it may be forged. It is emitted at
   * the time-out, if nothing better has come. When it says that a given TTL was used up, it is emitted at once.
   */
  readonly unproven: boolean;
  /** MTU: the next hop's of packet-too-big, or the interface's where `not-sent` is for its sake and the system tells it. */
  readonly mtu: number | null;
  /**
   * The MPLS labels that the probe carried when it came to the router that refused it, top first; null when the refusal tells
   * none. Windows passes none on.
   */
  readonly mplsLabels: readonly MplsLabel[] | null;
  /** How many beats a `skipped` value stands for; else 0. */
  readonly missed: number;
}

/** An echo reply came: on time, late or again. */
export interface EchoAnswered<Tag = null> extends EchoBase<Tag> {
  readonly destination: string;
  readonly responder: string;
  readonly rtt: number;
  readonly rttClock: RttClock;
  readonly statusCode: number;
}

/** An echo reply came in time. */
export interface EchoSuccess<Tag = null> extends EchoAnswered<Tag> {
  readonly status: 'success';
  readonly size: number;
}

/** No answer came in time. */
export interface EchoTimedOut<Tag = null> extends EchoBase<Tag> {
  readonly status: 'timed-out';
  readonly statusCode: number;
  readonly destination: string;
  readonly rtt: null;
}

/** A router or the host itself refused: `rtt` and `responder` say when and who. */
export interface EchoRefused<Tag = null> extends EchoBase<Tag> {
  readonly status: Exclude<RejectedStatus, 'unknown'>;
  readonly statusCode: number;
  readonly destination: string;
  readonly responder: string;
  readonly rtt: number;
}

/**
 * An answer came that has no name here; `statusCode` is its number. 11050 without a `responder` is a reply that did not
 * fit into `replySize`: nothing else is known of it.
 */
export interface EchoUnknown<Tag = null> extends EchoBase<Tag> {
  readonly status: 'unknown';
  readonly statusCode: number;
  readonly destination: string;
}

/** The probe got an answer that is no echo reply. */
export type EchoRejected<Tag = null> = EchoRefused<Tag> | EchoUnknown<Tag>;

/** What a router or host may refuse with. */
export type RejectedStatus =
  | 'destination-net-unreachable'
  | 'destination-host-unreachable'
  | 'destination-protocol-unreachable'
  | 'destination-port-unreachable'
  | 'destination-prohibited'
  | 'destination-scope-mismatch'
  | 'destination-unreachable'
  | 'packet-too-big'
  | 'ttl-expired-in-transit'
  | 'ttl-expired-in-reassembly'
  | 'time-exceeded'
  | 'parameter-problem'
  | 'bad-route'
  | 'bad-option'
  | 'source-quench'
  | 'unrecognized-next-header'
  | 'bad-header'
  | 'unknown';

/**
 * Nothing went out, for a reason that may pass (no route, cable out, DNS down, too many open files, an IP version that is
 * switched off). A value, so that a series outlives it.
 */
export interface EchoUnsent<Tag = null> extends EchoBase<Tag> {
  readonly status: 'not-sent' | 'not-resolved';
  readonly rtt: null;
  readonly errorCode: string;
  readonly errorText: string;
}

/** Exactly one of these for each unicast probe. */
export type EchoOutcome<Tag = null> = EchoSuccess<Tag> | EchoTimedOut<Tag> | EchoRejected<Tag> | EchoUnsent<Tag>;

/**
 * After the outcome of the same `sequence` and `attempt`; only with `lateWindow`. A refusal may be late too: `statusCode`
 * tells. No such value comes for an attempt whose outcome was not emitted because another attempt followed.
 */
export interface EchoExtra<Tag = null> extends EchoAnswered<Tag> {
  readonly status: 'late' | 'duplicate';
}

/** A series could not keep its beat: `missed` probes were left out instead of sent in a burst. */
export interface EchoSkipped<Tag = null> extends EchoBase<Tag> {
  readonly status: 'skipped';
  readonly statusCode: null;
  readonly rtt: null;
}

/**
 * A target has left the list of `sweepEvery`: the last value of its series. `sequence` and `round` are those of the probe
 * that would have been the next one.
 */
export interface EchoRemoved<Tag = null> extends EchoBase<Tag> {
  readonly status: 'removed';
  readonly statusCode: null;
  readonly rtt: null;
}

/** What `replyData` adds to each value of a stream. All null where nobody answered. Bytes do not survive JSON. */
export interface ReplyData {
  /** The payload of an echo reply. */
  readonly data: Uint8Array | null;
  /** TOS or traffic class of the answer. */
  readonly tos: number | null;
  /** `IP_FLAG_*` of the answer's IPv4 header; 0 also where the system does not tell, as on ping sockets and in IPv6. */
  readonly flags: number | null;
  /**
   * The options of the answer's IPv4 header; null when it has none. Options that contradict themselves are one of kind
   * `'other'`.
   */
  readonly ipOptions: readonly IpOption[] | null;
}

/** Everything a series emits. */
export type EchoReply<Tag = null> = EchoOutcome<Tag> | EchoExtra<Tag> | EchoSkipped<Tag> | EchoRemoved<Tag>;
/** The status of a value: what became of its probe. */
export type EchoStatus = EchoReply['status'];
