import { hostAddress } from '../lab/hostAddress.ts';
import type { LabHost } from '../lab/labHost.ts';
import type { TableNetwork } from './windowsTable.ts';

/** Addresses for the table, and the hosts that the lab must have for them. */
export function tableNetwork(family: 4 | 6): TableNetwork & { readonly hosts: readonly LabHost[] } {
  const [host, expired, unreachable, router] = [400, 401, 402, 403].map((n) => hostAddress(family, n)) as [
    string,
    string,
    string,
    string,
  ];
  const refuse = (type: number) => ({ type, code: 0, from: router });
  return {
    family,
    loopback: family === 4 ? '127.0.0.1' : '::1',
    host,
    expired,
    unreachable,
    hosts: [
      { address: host },
      { address: expired, refuse: refuse(family === 4 ? 11 : 3) },
      { address: unreachable, refuse: refuse(family === 4 ? 3 : 1) },
    ],
  };
}
