import type { ObservableInput, SchedulerLike } from 'rxjs';
import type { IcmpDriver } from '../icmpapi/icmpapi.ts';

/** Who sends: the native addon, the koffi driver (not built in yet), or one of yours, such as a `SimulatedNetwork`. */
export type Driver = 'addon' | 'koffi' | IcmpDriver;

/** How a probe is sent. Times in milliseconds, sizes in bytes; undefined takes the default. */
export interface ProbeOptions {
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
  /** How long to wait for the name to resolve; default 5,000. */
  readonly lookupTimeout?: number | undefined;
  /** Default `'addon'`. */
  readonly driver?: Driver | undefined;
}

/** What a series and a repeated sweep share. */
export interface CadenceOptions {
  /** No beats while the latest value is true; default: never paused. */
  readonly paused?: ObservableInput<boolean> | undefined;
  /** How long after `timeout` late and duplicate replies are still emitted, in milliseconds; default 0: not at all. */
  readonly lateWindow?: number | undefined;
  /** Keeps the beat, for virtual time. By default the driver does, undisturbed by a busy event loop. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** How a series is sent. */
export interface PingOptions extends ProbeOptions, CadenceOptions {
  /** Milliseconds from beat to beat, at least 1; default 1,000. With a stream, nothing is sent before its first value. */
  readonly interval?: number | ObservableInput<number> | undefined;
  /** Complete after so many probes; default `Infinity`. */
  readonly count?: number | undefined;
}
