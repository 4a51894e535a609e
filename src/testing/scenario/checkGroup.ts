import { IcmpArgumentError } from '../../errors.ts';
import { claimAddress } from './claimAddress.ts';
import { readScenarioAddress, type ScenarioAddress } from './scenarioAddress.ts';
import type { HostBehaviour, SimulatedHost } from '../scenario.ts';

/** What a group does not do itself. */
const OF_RESPONDERS: readonly (keyof HostBehaviour)[] = [
  ...(['latency', 'loss', 'silent', 'refuse', 'refused', 'copies', 'copied', 'reorderBy', 'reordered'] as const),
  ...(['truncateTo', 'truncated', 'corrupt', 'corrupted'] as const),
];

/**
 * Checks a host that has responders.
 *
 * @param groups canonical addresses of all hosts that have.
 * @throws `IcmpArgumentError` for the first mistake.
 */
export function checkGroup(
  group: SimulatedHost,
  { family }: ScenarioAddress,
  path: string,
  groups: ReadonlySet<string>,
  interfaces: readonly string[],
): void {
  const taken = new Map<string, string>();
  group.responders!.forEach((text, i) => {
    const at = `${path}.responders[${i}]`;
    const place = readScenarioAddress(text, at, interfaces, 'host');
    if (place.family !== family) {
      throw new IcmpArgumentError(at, text, `an IPv${family} address, as the group's`, 'use one family.');
    }
    if (groups.has(place.canonical)) {
      throw new IcmpArgumentError(at, text, 'a host without responders of its own', 'name a host, not a group.');
    }
    claimAddress(place, at, taken);
  });
  checkIdle(group, path);
  group.phases?.forEach((phase, i) => checkIdle(phase, `${path}.phases[${i}]`));
}

function checkIdle(behaviour: HostBehaviour, path: string): void {
  const idle = OF_RESPONDERS.find((key) => behaviour[key] !== undefined);
  if (idle === undefined) return;
  const fix = 'give it to the hosts that are its responders.';
  const problem = `${path}.${idle} would do nothing: a host with responders does not answer itself.`;
  throw new IcmpArgumentError(`${path}.${idle}`, behaviour[idle], 'not to be there', fix, problem);
}
