import { IcmpArgumentError } from '../../errors.ts';
import { checkBehaviour } from './checkBehaviour.ts';
import { checkDistributions } from './checkDistributions.ts';
import { checkGroup } from './checkGroup.ts';
import { claimAddress } from './claimAddress.ts';
import { readScenarioAddress } from './scenarioAddress.ts';
import type { Scenario, SimulatedHost } from '../scenario.ts';

/**
 * Checks what a schema cannot say of a scenario that it allows: addresses, who stands where, and keys that need others.
 * @throws `IcmpArgumentError` for the first mistake; its `argument` is the path to it.
 */
export function checkTopology(scenario: Scenario): void {
  const { hosts, routers = [], sources = [], names = {}, interfaces = ['sim0'] } = scenario;
  sources.forEach((source, i) => readScenarioAddress(source, `scenario.sources[${i}]`, interfaces, 'host'));
  for (const [name, addresses] of Object.entries(names)) {
    addresses.forEach((one, i) =>
      readScenarioAddress(one, `scenario.names[${JSON.stringify(name)}][${i}]`, interfaces, 'any'),
    );
  }

  const routersAt = new Map<string, string>();
  routers.forEach((router, i) => {
    const path = `scenario.routers[${i}]`;
    const place = readScenarioAddress(router.address, `${path}.address`, interfaces, 'host');
    claimAddress(place, `${path}.address`, routersAt);
    checkDistributions(router.latency, `${path}.latency`);
  });

  const hostsAt = new Map<string, string>();
  const places = hosts.map(({ address }, i) => {
    const path = `scenario.hosts[${i}].address`;
    const place = readScenarioAddress(address, path, interfaces, 'any');
    claimAddress(place, path, hostsAt);
    return place;
  });
  const groups = new Set(places.filter((_, i) => hosts[i]!.responders !== undefined).map(({ canonical }) => canonical));
  hosts.forEach((host, i) => {
    const path = `scenario.hosts[${i}]`;
    const place = places[i]!;
    if (host.responders !== undefined) checkGroup(host, place, path, groups, interfaces);
    else if (place.isGroup && host.recorded === undefined) {
      const expected = 'the address of one host, as it has no responders';
      throw new IcmpArgumentError(`${path}.address`, host.address, expected, 'list those who answer in responders.');
    }
    checkBehaviour(host, host, place, path, interfaces);
    checkPhases(host, path);
    host.phases?.forEach((phase, n) => {
      checkBehaviour(phase, { ...host, ...phase }, place, `${path}.phases[${n}]`, interfaces);
    });
  });
}

function checkPhases({ phases = [] }: SimulatedHost, path: string): void {
  const endless = phases.slice(0, -1).findIndex((phase) => phase.for === undefined);
  if (endless < 0) return;
  const problem = `${path}.phases[${endless}] never ends, so that what follows it never comes.`;
  const fix = 'add for, in milliseconds.';
  throw new IcmpArgumentError(`${path}.phases[${endless}].for`, undefined, 'to be there', fix, problem);
}
