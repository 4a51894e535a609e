import type { IcmpDriver } from '../../icmpapi/icmpapi.ts';
import type { MplsLabel } from '../../wire/mplsLabel.ts';

/** A driver on a network of which the suite knows what answers. What is optional makes its cases pending when absent. */
export interface ConformanceFixture {
  /** Used by nobody else while the suite runs: the suite reads its counters. */
  readonly driver: IcmpDriver;
  readonly family: 4 | 6;
  readonly addresses: ConformanceAddresses;
  /** Resolves no earlier than `ms` milliseconds of the driver's clock later. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Names that the driver's own look-up knows. */
  readonly names?: {
    readonly known: { readonly name: string; readonly addresses: readonly string[] };
    readonly unknown: string;
  };
  /** Keeps this thread busy for `ms` milliseconds, while the driver's clock goes on. */
  readonly block?: (ms: number) => void;
  /** Runs `during` and returns the errors that nobody caught while it ran and shortly after. */
  readonly uncaught?: (during: () => Promise<void>) => Promise<readonly unknown[]>;
  /** An `AsyncLocalStorage`, where the platform has such. */
  readonly contexts?: {
    /** Does some work in a context that holds `store`. */
    run<R>(store: string, work: () => R): R;
    /** What the present context holds. */
    getStore(): string | undefined;
  };
}

/** Addresses of the fixture's family. */
export interface ConformanceAddresses {
  /** Answers within 40 ms, with any payload. */
  readonly answers: string;
  /** Can be sent to and never answers. */
  readonly silent?: string;
  /** Answers `latency` milliseconds after the send: at least 60. */
  readonly slow?: { readonly address: string; readonly latency: number };
  /** Is refused with an IP_STATUS by the router or host `from`. */
  readonly refuses?: { readonly address: string; readonly status: number; readonly from: string };
  /** With this TTL, the router `from` refuses and tells these MPLS labels. */
  readonly labels?: {
    readonly address: string;
    readonly ttl: number;
    readonly from: string;
    readonly mplsLabels: readonly MplsLabel[];
  };
  /** The system refuses to send there. */
  readonly noRoute?: { readonly address: string; readonly status: number; readonly errorCode: string };
  /** Answers at least twice, within 40 ms. */
  readonly duplicates?: string;
  /** Returns only `to` bytes of 32. */
  readonly truncates?: { readonly address: string; readonly to: number };
  /** A broadcast or multicast address and all who answer to it, within 40 ms. */
  readonly broadcast?: { readonly address: string; readonly responders: readonly string[] };
  /** The nth of at least 100 addresses that answer like `answers`. */
  readonly manyAnswering?: (n: number) => string;
  /** An address of this machine from which `answers` can be reached. */
  readonly source?: string;
  /** The interface through which `answers` is reached. */
  readonly networkInterface?: { readonly name: string; readonly index: number };
}
