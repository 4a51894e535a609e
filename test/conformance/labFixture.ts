import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import type { ConformanceFixture } from 'rxicmp/testing';
import type { LabHost } from '../lab/labHost.ts';
import { block } from './block.ts';
import { labAddresses } from './labAddresses.ts';
import { uncaught } from './uncaught.ts';

/** A real driver on the lab, with a host for every case, and the hosts that the lab must have for it. */
export function labFixture(
  driver: IcmpDriver,
  family: 4 | 6,
  interfaceIndex: number,
): ConformanceFixture & { readonly hosts: readonly LabHost[] } {
  const { hosts, many, addresses } = labAddresses(family, interfaceIndex);
  return {
    driver,
    family,
    hosts,
    addresses: { ...addresses, manyAnswering: (n) => many[n]! },
    // Timers count whole milliseconds of another clock, and may ring a little early on this one.
    sleep: (ms) => sleep(ms + 2),
    block,
    uncaught,
    contexts: new AsyncLocalStorage<string>(),
  };
}
