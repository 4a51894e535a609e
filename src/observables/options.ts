import type { InteropObservable, Observable, ObservableInput, SchedulerLike } from 'rxjs';
import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import type { EchoOutcome, ReplyData } from './echoReply.ts';
import type { Pacer } from './pacer.ts';

/** Who sends: the native addon, the koffi driver (Windows only), or a driver of yours, such as a `SimulatedNetwork`. */
export type Driver = 'addon' | 'koffi' | IcmpDriver;

/**
 * How a probe is sent. Times in milliseconds, sizes in bytes; undefined takes the default.
 *
 * @typeParam Data whether values have {@link ReplyData}: the type of `replyData`.
 */
export interface ProbeOptions<Data extends boolean = boolean> {
  /** How long to wait for an answer, from the send; default 1,000. */
  readonly timeout?: number | undefined;
  /** Resolve the name to an address of this family only; default: the first address that the system gives. */
  readonly family?: 4 | 6 | undefined;
  /** TTL, or hop limit of IPv6, 1 to 255; default: the system's. */
  readonly ttl?: number | undefined;
  /** TOS, or traffic class of IPv6, 0 to 255; default: the system's. */
  readonly tos?: number | undefined;
  /** Default false: routers may fragment. */
  readonly dontFragment?: boolean | undefined;
  /** The bytes to send, or how many of ours, 0 to 65,500; default 32. */
  readonly payload?: number | Uint8Array | undefined;
  /** A numeric address of this machine to send from; default: the system's choice. */
  readonly source?: string | undefined;
  /** Name or index of the interface to send through, and the zone of a link-local target; default: the system's choice. */
  readonly networkInterface?: string | number | undefined;
  /**
   * IPv4 options of the packet, at most 40 bytes, as `encodeIpOptions` of `rxicmp/icmpapi` makes them; default none. With
   * them a name resolves to IPv4 addresses only.
   */
  readonly ipOptions?: Uint8Array | undefined;
  /**
   * Size of the reply buffer as the Windows API counts it: 40 for the record (36 in IPv6), then the IP options and the
   * payload. A larger reply is emitted as `'unknown'` with `statusCode` 11050, without anything else. Default: as much
   * as is needed.
   */
  readonly replySize?: number | undefined;
  /** True adds {@link ReplyData} to each value: what came back, to the byte. The call or the target may ask for it; default false. */
  readonly replyData?: Data | undefined;
  /**
   * How Windows tells that a probe has ended: by an event, or by an APC on a thread in an alertable wait; default `'event'`.
   * Other systems have no such choice: there it changes nothing, and `completions` of {@link diagnose} is empty.
   */
  readonly completion?: 'event' | 'apc' | undefined;
  /**
   * How long an outcome that is known may wait for others, 0 to 1,000 milliseconds, so that the event loop is woken once for
   * several; round-trip times do not change. Default 0; in {@link ping}, {@link monitor} and {@link sweepEvery} 5 from an
   * interval of 50 on, and a tenth of one from 20 to 50. Drivers without `deliverWithin` among their features tell everything at once.
   */
  readonly deliverWithin?: number | undefined;
  /** How long to wait for the name to resolve; default 5,000. */
  readonly lookupTimeout?: number | undefined;
  /** How often to try again after a failure, or when and how; default 0. The outcome tells which `attempt` it is of. */
  readonly retry?: number | RetryPolicy | undefined;
  /** Default `'addon'`. */
  readonly driver?: Driver | undefined;
}

/** When a probe is tried again, and after how long. */
export interface RetryPolicy {
  /** Retries at most; `Infinity`: no limit. */
  readonly count: number;
  /**
   * Milliseconds from the outcome to the next attempt; default 0. A function gets the outcome and the number of its
   * attempt, from 1. It returns milliseconds, or a stream: the first value of the stream starts the next attempt, an error
   * is the error of the result, and a stream that completes without a value ends the attempts, with this outcome.
   */
  readonly delay?:
    number | ((reply: EchoOutcome<unknown>, attempt: number) => number | ObservableInput<unknown>) | undefined;
  /** Each delay in milliseconds is the one before it times this factor; default 1. */
  readonly factor?: number | undefined;
  /** The longest delay, in milliseconds; default: no limit. A stream may take longer. */
  readonly maxDelay?: number | undefined;
  /**
   * How much of each delay in milliseconds is random, 0 to 1, so that probes that failed together are not tried again
   * together; default 0.
   */
  readonly randomize?: number | undefined;
  /** Whether an outcome is to be followed by another attempt; default: `isFailure`. */
  readonly when?: ((reply: EchoOutcome<unknown>) => boolean) | undefined;
  /** Emit the outcome of every attempt, or of the last one only; default `'last'`. */
  readonly emit?: 'last' | 'every' | undefined;
}

/** A target with its own settings and a tag of yours, which comes back by reference on every reply to it. */
export interface TargetSpec<Tag = unknown> extends ProbeOptions {
  /** A host name, or a numeric address; a link-local one carries its zone: `fe80::1%eth0`. */
  readonly target: string;
  /** Anything; default null. */
  readonly tag?: Tag;
}

/** What is probed: a host name or a numeric address, alone or with settings of its own. */
export type Target = string | TargetSpec;

/** Where many targets come from: whatever `from` of RxJS takes. */
export type TargetSource<T extends Target> = ObservableInput<T>;

/** Where lists of many targets come from, one after the other: a stream, or a promise of a single list. */
export type TargetLists<T extends Target> =
  Observable<Iterable<T>> | InteropObservable<Iterable<T>> | AsyncIterable<Iterable<T>> | PromiseLike<Iterable<T>>;

/** The type of the tag that replies to a target carry: null when it has none. */
export type TagOf<T> = T extends string
  ? null
  : 'tag' extends keyof T
    ? T extends { readonly tag: infer Tag }
      ? Exclude<Tag, undefined> | (undefined extends Tag ? null : never)
      : T extends { readonly tag?: infer Tag }
        ? Exclude<Tag, undefined> | null
        : null
    : null;

/** Adds {@link ReplyData} to the values of a stream whose call, or whose targets, ask for it. */
export type WithData<R, T, Data> = [Data] extends [true]
  ? R & ReplyData
  : [T] extends [{ readonly replyData: true }]
    ? R & ReplyData
    : R;

/** What a series and a repeated sweep share. */
export interface CadenceOptions {
  /** No beats while the latest value is true; default: never paused. */
  readonly paused?: ObservableInput<boolean> | undefined;
  /** How long after `timeout` late and duplicate replies are still emitted, in milliseconds; default 0: not at all. */
  readonly lateWindow?: number | undefined;
  /**
   * Where in the interval the beats are: `'aligned'` to the subscription, a number of milliseconds after it, or
   * `'spread'` by target over the interval, so that not everything is sent at once. Default of a series `'aligned'`, of
   * repeated sweeps `'spread'`. There up to four targets share a place when their places would be less than 4 ms apart and
   * the interval is at least 200.
   */
  readonly phase?: 'spread' | 'aligned' | number | undefined;
  /** Default true; false lets the process exit while no probe is under way. */
  readonly keepAlive?: boolean | undefined;
  /** A scheduler that keeps the beat, for virtual time. By default the driver keeps it, however busy the event loop is. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** How a series is sent. */
export interface PingOptions<Data extends boolean = boolean> extends ProbeOptions<Data>, CadenceOptions {
  /** Milliseconds from beat to beat, at least 1; default 1,000. With a stream, nothing is sent before its first value. */
  readonly interval?: number | ObservableInput<number> | undefined;
  /** Complete after so many probes; default `Infinity`. */
  readonly count?: number | undefined;
  /** How long probes are sent, in milliseconds from the subscription; default `Infinity`. Probes under way end as usual. */
  readonly duration?: number | undefined;
  /** When the name is looked up: `'once'`, for `'each'` beat, or again after so many milliseconds; default `'once'`. */
  readonly resolve?: 'once' | 'each' | { readonly every: number } | undefined;
  /** Probe the first address of the name, or all of them on every beat; default `'first'`. */
  readonly addresses?: 'first' | 'all' | undefined;
}

/** How many targets are probed. */
export interface SweepOptions<Data extends boolean = boolean> extends ProbeOptions<Data> {
  /** Probes that may be under way at once; default 65,536. */
  readonly concurrent?: number | undefined;
  /**
   * Probes a second at most, evenly spaced, or a budget that is shared; default 1,000, in repeated sweeps `Infinity`, which
   * is no limit.
   */
  readonly rate?: number | Pacer | undefined;
  /**
   * Leave out the addresses of a block that no host has, as {@link addresses} does; default false. Only for targets that
   * are text.
   */
  readonly hostsOnly?: boolean | undefined;
}

/** How targets are swept again and again. */
export interface SweepEveryOptions<Data extends boolean = boolean>
  extends Omit<SweepOptions<Data>, 'hostsOnly'>, CadenceOptions {
  /** Complete after so many rounds; default `Infinity`. */
  readonly rounds?: number | undefined;
}

/** How a list of targets is monitored. */
export interface MonitorOptions<Data extends boolean = boolean>
  extends SweepEveryOptions<Data>, Pick<SweepOptions, 'hostsOnly'> {
  /** Milliseconds from beat to beat of each target, at least 1; default 1,000. With a stream, nothing is sent before its first value. */
  readonly interval?: number | ObservableInput<number> | undefined;
}

/** How a route is traced. */
export interface TracerouteOptions extends Omit<ProbeOptions, 'ttl' | 'retry' | 'replyData'> {
  /** The highest TTL, or hop limit of IPv6, that is tried, 1 to 255; default 30. */
  readonly maxTtl?: number | undefined;
  /** Probes for each TTL of a round, 1 to 100; default 3. */
  readonly probes?: number | undefined;
  /** How often the whole route is traced; default 1. With `Infinity`, until the subscriber leaves. */
  readonly rounds?: number | undefined;
  /** Milliseconds from the start of a round to the start of the next, at least 1; default 1,000. */
  readonly interval?: number | undefined;
  /**
   * How long after `timeout` a refusal still counts, in milliseconds; default 0. A silent hop is waited for that long, unless
   * one behind it answers, or a round before has waited there in vain. The system reports an absent neighbour after 3 seconds.
   */
  readonly lateWindow?: number | undefined;
  /** Probes a second at most, evenly spaced, or a budget that is shared; default `Infinity`: 16 at once are the only limit. */
  readonly rate?: number | Pacer | undefined;
  /**
   * Which way the probes go where routers share load by what a packet looks like; default `'constant'`: all look alike, so they
   * take one way. `'varies'`: each looks different, so that several ways are seen. `flow` of a {@link Hop} says what it was.
   */
  readonly flow?: 'constant' | 'varies' | undefined;
  /** A scheduler that starts the rounds, for virtual time. Default: the driver's clock and RxJS's timers. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** How a path MTU is searched for. */
export interface PathMtuOptions extends Omit<
  ProbeOptions,
  'dontFragment' | 'payload' | 'ipOptions' | 'replySize' | 'replyData'
> {
  /** The largest size that is tried, in bytes of an IP packet with its headers; default 65,528, the most that a probe can have. */
  readonly max?: number | undefined;
  /** How often a size that nobody answers is tried again before it counts as too big; default 2. */
  readonly retry?: number | undefined;
}
