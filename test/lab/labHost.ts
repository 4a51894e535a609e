import type { SimulatedHost } from '../../src/testing/scenario.ts';
import type { Foreign } from './icmp.ts';

/**
 * A host of the lab. What a simulated host can do means the same here, so that one scenario serves both networks;
 * the rest needs real packets.
 */
export interface LabHost extends Omit<SimulatedHost, 'unsent'> {
  /** How much of the request an ICMP error quotes: all (the default), or only 8 bytes behind the IP header. */
  readonly quote?: 8 | 'all';
  /** IPv4 options that somebody on the way put into the request, as an ICMP error quotes it. */
  readonly quoteOptions?: Uint8Array;
  /** Hops to the host; by default one more than `routers`. Those that are not in `routers` are `routerAddress`. */
  readonly distance?: number;
  /** Changes the last byte of the answer: with the right checksum (`payload`) or without (`checksum`). */
  readonly corrupt?: 'payload' | 'checksum';
  /** The answer belongs to somebody else: one field of it, or of the packet that it quotes, is wrong. */
  readonly foreign?: Foreign;
  /** The same as `foreign`, but at once, and before the right answer. */
  readonly impostor?: Foreign;
  /** Messages that answer nothing come at once, before the answer. */
  readonly junk?: boolean;
}
