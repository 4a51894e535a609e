import type { SimulatedRouter } from '../../src/testing/scenario.ts';
import type { LabHost } from './labHost.ts';
import type { LabScenario } from './labScenario.ts';
import type { SeenPacket } from './seenPacket.ts';

/** What the TUN worker starts with. Both descriptors are of this process and do not block. */
export interface TunWorkerData {
  readonly tun: number;
  /** An eventfd that is written after each command. */
  readonly wake: number;
  readonly mtu: number;
}

/** What it is asked, each with an `id` that comes back with the result. */
export type TunCommand =
  | { readonly type: 'setHosts'; readonly hosts: readonly LabHost[]; readonly routers: readonly SimulatedRouter[] }
  | { readonly type: 'play'; readonly scenario: LabScenario }
  | { readonly type: 'seen'; readonly address: string }
  | { readonly type: 'close' };

export interface TunResult {
  readonly id: number;
  readonly value: readonly SeenPacket[] | null;
}
