import type { SocketReport } from '../errors.ts';
import type { MplsLabel } from '../wire/mplsLabel.ts';

/**
 * What a driver can do beyond the contract's core. A test that needs a feature which the driver
 * does not declare is a named pending test.
 *
 * - `dontFragment`: `IP_FLAG_DF` is honoured.
 * - `ipOptions`: IPv4 options data is sent, and those of a reply are decoded.
 * - `kernelClock`: round-trip times end at the kernel's receive stamp (`rttClock: 'kernel'` or `'kernel-both'`).
 * - `lateReplies`: `lateWindow` is honoured and late replies are delivered.
 * - `duplicates`: a second reply to one request is delivered as such.
 * - `severalReplies`: every responder to a broadcast or multicast request is delivered.
 * - `notBefore`: the driver keeps the beat itself.
 * - `networkInterface`: requests can be bound to an interface.
 * - `icmpErrors`: a router's refusal is delivered with its ICMP type and code, and with MPLS labels.
 * - `hopLimit`: the hop limit of an IPv6 reply is told. The TTL of an IPv4 reply always is.
 * - `deliverWithin`: completions wait for each other where the request allows it.
 * - `constantFlow`: requests that ask for it look alike to routers that share load.
 * - `sync`: `sendEcho2ExSync` works.
 */
export type DriverFeature =
  | 'dontFragment'
  | 'ipOptions'
  | 'kernelClock'
  | 'lateReplies'
  | 'duplicates'
  | 'severalReplies'
  | 'notBefore'
  | 'networkInterface'
  | 'icmpErrors'
  | 'hopLimit'
  | 'deliverWithin'
  | 'constantFlow'
  | 'sync';

/**
 * What stamped the ends of a round-trip time.
 *
 * - `kernel-both`: the kernel stamped the request when it left, and the answer when it came.
 * - `kernel`: the kernel stamped the answer, and the driver read its clock before it sent.
 * - `native`: the driver read its clock before it sent, and after it had read the answer.
 * - `os-ms`: the Windows API's whole milliseconds.
 */
export type RttClock = 'kernel-both' | 'kernel' | 'native' | 'os-ms';

/** An open ICMP handle (`IcmpCreateFile`). Only the driver that made it can use it. */
export interface IcmpHandle {
  readonly family: 4 | 6;
  readonly closed: boolean;
}

/** One echo request with everything the Windows API lets a caller set. `echoRequest()` fills in the defaults. */
export interface EchoRequest {
  /** A numeric address of the handle's family. A link-local IPv6 address carries its zone: `fe80::1%eth0`. */
  readonly destination: string;
  /** A numeric address of this machine; null lets the system choose. */
  readonly source: string | null;
  /** Name or index of the interface to send through; null lets the system choose. */
  readonly networkInterface: string | number | null;
  /** Milliseconds, counted from the send. */
  readonly timeout: number;
  /** Milliseconds after `timeout` in which late and duplicate replies are still delivered. Needs `lateReplies`. */
  readonly lateWindow: number;
  /** Send no earlier than this reading of `IcmpDriver.now()`; null sends at once. Needs `notBefore`. */
  readonly notBefore: number | null;
  /**
   * True: the request may leave before earlier ones, so that several threads can send. False: requests without
   * `notBefore` leave in the order of the calls, except a request that the system takes only later.
   */
  readonly anyOrder: boolean;
  /** The payload, or how many bytes of the driver's own. The driver's own begin with a random cookie that replies must return. */
  readonly data: Uint8Array | number;
  /** TTL or hop limit; null takes the system's, and so does 0 in IPv4, as in the Windows API. IPv6 refuses 0. */
  readonly ttl: number | null;
  /** TOS or traffic class; null takes the system's. */
  readonly tos: number | null;
  /** `IP_FLAG_DF`, `IP_FLAG_REVERSE`. */
  readonly flags: number;
  /** IPv4 options as they stand in the header, at most 40 bytes: see `encodeIpOptions`. Needs `ipOptions`. */
  readonly optionsData: Uint8Array | null;
  /**
   * Size of the reply buffer in bytes, as the Windows API counts it; null takes what the reply needs. What does not fit is
   * IP_GENERAL_FAILURE (11050).
   */
  readonly replySize: number | null;
  /**
   * How the completion reaches the driver on Windows. With `both` the event is used and no APC is passed. Elsewhere it
   * means nothing.
   */
  readonly completion: 'event' | 'apc' | 'both';
  /**
   * Milliseconds that a completion may be held back after it was due, 0 to 1,000, so that the driver wakes JavaScript once for
   * several. What a completion tells does not change: an answer that came in time is no time-out, however late it is told.
   * Where the driver lacks `deliverWithin`, everything is delivered at once.
   */
  readonly deliverWithin: number;
  /**
   * The request is to take the same way as others that ask for this, with the same destination and as many bytes: its ICMP
   * checksum and identifier, by which routers may share load, are theirs. Takes effect with 10 bytes or more of the
   * driver's own `data`, where the driver has `constantFlow`. The identifier is another one when the driver has to open
   * one more socket.
   */
  readonly constantFlow: boolean;
  /** Deliver the payload of replies: `data`. */
  readonly wantData: boolean;
  /** Deliver a completion of phase `sent` once the request has left. */
  readonly reportSent: boolean;
  /** Keeps the process alive from the call on; false: from the send on. */
  readonly keepAlive: boolean;
}

/**
 * What became of a request.
 *
 * - `sent`: it has left (only with `reportSent`). Not a reply.
 * - `outcome`: a reply, a router's refusal, the time-out, or the system's refusal to send.
 * - `late`: a reply or refusal after the time-out, within `lateWindow`.
 * - `duplicate`: a second reply of one responder, within `timeout + lateWindow`.
 * - `end`: nothing came; it only marks the end of a request whose outcome was delivered before.
 */
export type EchoPhase = 'sent' | 'outcome' | 'late' | 'duplicate' | 'end';

/** One thing that happened to a request. Every key is always present; null means there is no value. */
export interface EchoCompletion {
  readonly phase: EchoPhase;
  /** Nothing follows for this request. */
  readonly final: boolean;
  /** IP_STATUS: 0 for an echo reply, 11010 for the time-out; 11255 (pending) for `sent` and `end`, which have none. */
  readonly status: number;
  /** errno or Win32 error when the system refused to send. */
  readonly errorNumber: number | null;
  /** The name of `errorNumber`, such as `ENETUNREACH`. When it is not null, nothing was sent. */
  readonly errorCode: string | null;
  /** Why nothing was sent, in words; null when `errorCode` says all. */
  readonly errorText: string | null;
  /** Who answered. */
  readonly address: string | null;
  /** Milliseconds with a fraction, from a monotonic clock; for late replies and refusals too. */
  readonly roundTripTime: number | null;
  readonly rttClock: RttClock | null;
  /** Epoch milliseconds of the send, with a fraction: a label from the wall clock, never used to compute anything. */
  readonly sentAt: number;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  /** TTL or hop limit of the answer. */
  readonly ttl: number | null;
  readonly tos: number | null;
  /** `IP_FLAG_*` of the answer. */
  readonly flags: number;
  /** IPv4 options of the answer's header: see `decodeIpOptions`. */
  readonly optionsData: Uint8Array | null;
  /** Payload bytes that came back in an echo reply. */
  readonly dataSize: number | null;
  /** Only with `wantData`. */
  readonly data: Uint8Array | null;
  /** Fewer payload bytes came back than were sent. */
  readonly truncated: boolean;
  /** Payload bytes came back changed, behind an intact cookie. */
  readonly altered: boolean;
  /**
   * A refusal that quotes too little of the request to prove that it belongs to it: it may be forged. It is delivered
   * at the time-out, if nothing better has come. When the request has a TTL of its own, and the refusal says that the
   * TTL was used up, it is delivered at once.
   */
  readonly unproven: boolean;
  /** MTU in bytes: the next hop's that a packet-too-big told, or the interface's when this machine refused to send for its sake. */
  readonly mtu: number | null;
  /**
   * The MPLS labels that the request carried when it came to the router that refused it, top first (RFC 4950). Null when the
   * refusal tells none, or none that can be believed: its extension (RFC 4884) contradicts itself.
   */
  readonly mplsLabels: readonly MplsLabel[] | null;
}

/** A request on its way. */
export interface PendingEcho {
  /** Drops the request. A second call, or one after the final completion, does nothing. */
  cancel(): void;
}

/** Everything a driver has counted since it started. */
export interface DriverCounters {
  /** Requests that still expect something. */
  readonly outstanding: number;
  /** Handles that are open. */
  readonly handles: number;
  readonly sent: number;
  /** Echo replies and refusals that were credited to a request. */
  readonly received: number;
  readonly timedOut: number;
  readonly late: number;
  readonly duplicates: number;
  /** ICMP packets that belonged to nobody here: foreign, corrupted, or too late. */
  readonly foreign: number;
  /** Packets the system dropped because the receive buffer was full. */
  readonly receiverDrops: number;
  /** Times that a send had to wait for the system to take it. */
  readonly sendWaits: number;
  /** Requests with `notBefore` that left more than two milliseconds late. */
  readonly lateBeats: number;
  /** The longest delay of such a request, in milliseconds. */
  readonly maxBeatDelay: number;
  /** Times that the engine woke. Does not grow while nothing is outstanding. */
  readonly wakeUps: number;
}

/** What the driver may use on this machine. */
export interface DriverDiagnosis {
  readonly driver: string;
  readonly platform: string;
  readonly sockets: readonly SocketReport[];
  /** The choices for `completion` of a request; empty where it changes nothing. */
  readonly completions: readonly ('event' | 'apc')[];
  /** Receive buffer in bytes as the system granted it; null when nothing is open or the driver has none. */
  readonly receiveBuffer: number | null;
  /** Names of the interfaces that exist. */
  readonly interfaces: readonly string[];
  /** Missing when the driver leaves names to the platform. */
  readonly lookups?: LookupReport;
  /** Missing when the driver has no native code. */
  readonly native?: NativeReport;
}

/** Which file of native code a driver runs. */
export interface NativeReport {
  /** The addon; null for a driver whose native code belongs to another package, as koffi's. */
  readonly file: string | null;
  /** The files that were tried before, and why they were not loaded. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
}

/** Who looks names up, and how many. */
export interface LookupReport {
  /** `threads`: the system's resolver, on threads of the driver's own; `dns.lookup`: Node's few, which others use too. */
  readonly by: 'threads' | 'dns.lookup';
  /** Look-ups that have begun and not ended. One that was abandoned may go on until the system gives up. */
  readonly underWay: number;
  /** Names that wait until one of those has ended. Their time-outs have not begun. */
  readonly waiting: number;
}

/**
 * The port: the Windows ICMP API as every driver implements it. The conformance suite of
 * `rxicmp/testing` holds each sentence of this contract against a driver.
 *
 * **Delivery.** Every completion reaches `onCompletion` once, as it arrives, or at most `deliverWithin` milliseconds
 * later; the final one is marked, and nothing comes after it. None comes before `sendEcho2Ex` has returned. All come on
 * the thread that sent, one after the other, never inside one another. A callback may send,
 * cancel, close or throw, and the next one still runs.
 *
 * **Context.** `onCompletion` runs in the asynchronous context of the call of `sendEcho2Ex`, with the same
 * `AsyncLocalStorage`; with `ownContext` in the context in which the handle was opened. Nothing else in the process
 * changes that. The same is true of `lookup` and `onResult`.
 *
 * **Copies.** The fields of a request are read once, in the call, and bytes are copied: later changes of the object
 * have no effect. What `createFile` and `sendEcho2Ex` return carries nothing that a driver relies on.
 *
 * **One outcome.** A unicast request has exactly one completion of phase `outcome`. A broadcast
 * or multicast request has one for each responder and ends at its time-out.
 *
 * **Cancelling.** After `cancel()` or `closeHandle()` has returned nothing is delivered for the
 * request, and one whose `notBefore` had not come is never sent.
 *
 * **Closing.** `closeHandle` cancels what is in flight and never blocks. A second close, or a send
 * on a closed handle, throws `ERR_ICMP_HANDLE_CLOSED`. Memory that the system may still write is
 * kept until the system is done with it.
 *
 * **Time.** Time-outs come from the driver and start at the send, so a request that waits for its
 * `notBefore` or for the system does not run out of time. No request times out early.
 *
 * **Refusal.** `sendEcho2Ex` throws only what it can decide in the call: an argument, a closed
 * handle, no usable socket, a source or an interface that is not here. What the system refuses
 * later is a final completion: an IP_STATUS where Windows has one (no route 11002, host 11003, too
 * big 11009, else 11050) with `errorNumber` and `errorCode`. Either way nothing was sent.
 *
 * **Mistakes.** On every platform, `win32` of an error that a call throws tells what the Windows API answers to the
 * same mistake, by name and number: `ERROR_INVALID_PARAMETER` (87), `ERROR_INVALID_NETNAME` (1214) for a destination
 * that is unspecified and for a source that is not here, `IP_GENERAL_FAILURE` (11050) for a hop limit of 0,
 * `ERROR_INVALID_HANDLE` (6) for closing what is not open, `ERROR_NOT_SUPPORTED` (50) for what the driver lacks.
 *
 * **Life.** A pending request keeps the process alive, with `keepAlive: false` only once it has left. An open handle
 * alone does not. Any number of handles and requests may be open; what the system cannot take yet waits in the driver's
 * queue. A native failure is an error object, never a crash, and stopping a worker or the process at any step is safe.
 *
 * **Credit.** A duplicate, late, truncated, corrupted or foreign packet never completes a request
 * that it does not answer.
 *
 * **Reach.** All that the Windows API lets a caller set is taken on every platform and does what it says there, or is
 * refused as a feature that the driver does not declare: source, interface, TTL, TOS, flags, options data, payload, time-out
 * with a fraction, completion by event, by APC or by both. With `reportSent` a completion of phase `sent` comes first, once the
 * request has left. With `wantData` a reply carries its payload; without it only `dataSize`. A reply that does not fit into
 * `replySize` bytes is an outcome with IP_GENERAL_FAILURE (11050), of which nothing else is told: neither address nor data.
 *
 * **Blocking.** `sendEcho2ExSync` returns what `sendEcho2Ex` would have delivered, and throws what it would have thrown. While
 * it blocks, nothing is delivered for other requests, and nothing of theirs is lost.
 *
 * **Names.** A driver with a `lookup` gives addresses best first, a reason where there are none, and nothing after it was
 * abandoned.
 */
export interface IcmpDriver {
  readonly name: string;
  readonly features: ReadonlySet<DriverFeature>;
  /**
   * The \`deliverWithin\` of series and repeated sweeps from an interval of 20 ms on, in milliseconds, when they are told no
   * other; a tenth of the interval at most. A driver for which waking JavaScript costs something has it; missing: 0.
   */
  readonly usualDeliverWithin?: number;
  /** The clock of `notBefore` and of time-outs: monotonic milliseconds with a fraction. */
  now(): number;
  /**
   * Opens a handle (`IcmpCreateFile`, `Icmp6CreateFile`).
   *
   * @param ownContext completions of all its requests come in the asynchronous context of this call. The driver then
   * need not keep the context of each request. Useful when each subscription opens a handle. Default false.
   * @throws `IcmpPermissionError` when this process may open no ICMP socket of the family.
   */
  createFile(family: 4 | 6, ownContext?: boolean): IcmpHandle;
  /**
   * Sends an echo request; completions arrive later (`IcmpSendEcho2Ex` by event or APC, `Icmp6SendEcho2`).
   * @throws `IcmpArgumentError`, or `IcmpError` with `ERR_ICMP_HANDLE_CLOSED` or `ERR_ICMP_SYSTEM`.
   */
  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho;
  /**
   * Sends an echo request and blocks this thread until it has ended, as the API does without event and APC. Until then
   * neither ending the worker nor `process.exit` has an effect.
   * @returns every completion but `sent` and `end`, in order. `notBefore` and `lateWindow` are ignored.
   */
  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): readonly EchoCompletion[];
  /** Closes a handle (`IcmpCloseHandle`). */
  closeHandle(handle: IcmpHandle): void;
  /** What the driver has counted since it started. */
  counters(): DriverCounters;
  /** What may be used here. Asking needs no permission. */
  diagnose(): DriverDiagnosis;
  /**
   * The index of an interface by any of its names, also by a name that the diagnosis does not list; null when there is
   * none. When a driver lacks this method, its diagnosis lists all names.
   * @throws `IcmpSystemError` when the system cannot be asked at present.
   */
  interfaceIndex?(name: string): number | null;
  /**
   * Resolves a name to numeric addresses, best first. A driver without it leaves names to the platform's resolver.
   * `onResult` gets the addresses, or the reason why there are none (`code` names it, as in `ENOTFOUND`), never
   * before the call has returned. In some drivers a name may have to wait for its turn. Such a driver calls
   * `onWaiting(true)` within the call when the name has to wait, and `onWaiting(false)` when its turn has come: its
   * time-out begins then.
   * @returns a function that abandons the look-up.
   */
  lookup?(
    name: string,
    family: 4 | 6 | null,
    onResult: (result: readonly string[] | LookupFailure) => void,
    onWaiting?: (isWaiting: boolean) => void,
  ): () => void;
}

/** Why a name has no address. */
export interface LookupFailure {
  readonly code: string;
}
