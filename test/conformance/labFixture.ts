import type { IcmpDriver } from 'rxicmp/icmpapi';
import type { ConformanceFixture, SimulatedRouter } from 'rxicmp/testing';
import { testTools } from '../../src/drivers/testTools.ts';
import type { LabHost } from '../lab/labHost.ts';
import { labAddresses } from './labAddresses.ts';

/** A real driver on the lab, with a host for every case, and what the lab must have for it. */
export function labFixture(
  driver: IcmpDriver,
  family: 4 | 6,
  interfaceIndex: number,
): ConformanceFixture & { readonly hosts: readonly LabHost[]; readonly routers: readonly SimulatedRouter[] } {
  const { hosts, routers, many, addresses } = labAddresses(family, interfaceIndex);
  return {
    driver,
    family,
    hosts,
    routers,
    addresses: { ...addresses, manyAnswering: (n) => many[n]! },
    ...testTools(),
  };
}
