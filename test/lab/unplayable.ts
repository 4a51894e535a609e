import type { Scenario } from '../../src/testing/scenario.ts';
import { refusingRoutes } from './unsentAddress.ts';

/** The part of a scenario that a TUN device with the lab's addresses cannot show; null when it can show all. */
export function unplayable({ hosts, names, mtu = 1500 }: Scenario): string | null {
  if (names !== undefined) return 'names: there is no resolver behind it';
  if (mtu !== 1500) return `an interface of ${mtu} bytes`;
  for (const { address, responders, unsent, phases = [] } of hosts) {
    const isMulticast = /^(22[4-9]|23\d)\.|^ff/.test(address);
    if (responders && !isMulticast) return `the broadcast address ${address}: the device has none`;
    const isInside = isMulticast || /^198\.1[89]\.|^2001:0?db8:|^fe80:.*%lab0$/.test(address);
    if (!isInside) return `${address}: it is not routed there`;
    if (unsent !== undefined && !(unsent in refusingRoutes)) return `the refusal ${unsent} of the system`;
    if (phases.some((phase) => phase.unsent !== undefined)) return 'a refusal of the system that comes and goes';
  }
  return null;
}
