import type { SimulatedHost } from '../../src/testing/scenario.ts';
import type { Foreign } from './icmp.ts';

/** A host of the lab: a host of a scenario, with additions that need real packets. */
export interface LabHost extends SimulatedHost {
  /** Hops to the host, over routers of the lab's own: `routerAddress`. */
  readonly hops?: number;
  /**
   * Routers share the load by the ICMP checksum and identifier of each request, over the ways to these hosts: the request goes
   * past the routers of one of them. They have to be set together with this host.
   */
  readonly ways?: readonly string[];
  /** How much of the request an ICMP error quotes: all (the default), or only 8 bytes behind the IP header. */
  readonly quote?: 8 | 'all';
  /** IPv4 options that a router on the way put into the request, as an ICMP error quotes it. */
  readonly quoteOptions?: Uint8Array;
  /** Errors with MPLS labels do not say where their extension begins, as before RFC 4884. */
  readonly hidesLength?: boolean;
  /** ICMP errors have a wrong checksum. */
  readonly corruptErrors?: boolean;
  /** The answer belongs to another request: one field of it, or of the packet that it quotes, is wrong. */
  readonly foreign?: Foreign;
  /** The same as `foreign`, but at once, and before the right answer. */
  readonly impostor?: Foreign;
  /** Messages that answer nothing come at once, before the answer. */
  readonly junk?: boolean;
}
