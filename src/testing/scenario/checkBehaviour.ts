import { IcmpArgumentError } from '../../errors.ts';
import { checkDistributions } from './checkDistributions.ts';
import { claimAddress } from './claimAddress.ts';
import { readScenarioAddress, type ScenarioAddress } from './scenarioAddress.ts';
import type { HostBehaviour, SimulatedRefusal } from '../scenario.ts';

/** The ICMP errors that answer an echo request. */
const ERRORS = { 4: [3, 4, 11, 12], 6: [1, 2, 3, 4] } as const;
const TOO_BIG = { 4: '3/4', 6: '2/0' } as const;

/** Keys that say which requests another key is for. */
const NEEDED = { refused: 'refuse', reordered: 'reorderBy', truncated: 'truncateTo', corrupted: 'corrupt' } as const;

/**
 * Checks a host's behaviour, or that in one phase.
 *
 * @param own what stands at the path.
 * @param whole with all that it takes over from the host.
 * @throws `IcmpArgumentError` for the first mistake.
 */
export function checkBehaviour(
  own: HostBehaviour,
  whole: HostBehaviour,
  place: ScenarioAddress,
  path: string,
  interfaces: readonly string[],
): void {
  checkDistributions(own.latency, `${path}.latency`);
  for (const [key, other] of Object.entries(NEEDED) as [keyof typeof NEEDED, (typeof NEEDED)[keyof typeof NEEDED]][]) {
    if (own[key] === undefined || whole[other] !== undefined) continue;
    const problem = `${path}.${key} would do nothing without ${other}.`;
    throw new IcmpArgumentError(`${path}.${key}`, own[key], `${other} beside it`, `add ${other}.`, problem);
  }
  if (own.refuse !== undefined) checkRefusal(own.refuse, place, `${path}.refuse`, interfaces);
  if (own.routers !== undefined) checkRouters(own.routers, place, `${path}.routers`, interfaces);

  const { routers = [], distance = routers.length + 1, ttl = 64 } = whole;
  if (distance <= routers.length) {
    const problem = `${path}.distance is ${distance}, but ${routers.length} routers are on the way.`;
    const fix = `pass ${routers.length + 1} or more, or leave it out.`;
    throw new IcmpArgumentError(`${path}.distance`, distance, 'more than there are routers', fix, problem);
  }
  if (ttl < distance) {
    const problem = `${path}.ttl is ${ttl}: answers would expire on their way back from ${distance} hops away.`;
    throw new IcmpArgumentError(`${path}.ttl`, ttl, `${distance} or more`, `pass ${distance} or more.`, problem);
  }
}

function checkRefusal(
  { type, code, from, mtu }: SimulatedRefusal,
  { family }: ScenarioAddress,
  path: string,
  interfaces: readonly string[],
): void {
  if (readScenarioAddress(from, `${path}.from`, interfaces, 'host').family !== family) {
    throw new IcmpArgumentError(`${path}.from`, from, `an IPv${family} address, as the host's`, 'use one family.');
  }
  const types: readonly number[] = ERRORS[family];
  if (!types.includes(type)) {
    const expected = `an ICMP error that answers an echo request of IPv${family}: ${types.join(', ')}`;
    throw new IcmpArgumentError(`${path}.type`, type, expected, 'for a host that says nothing use silent.');
  }
  if (mtu !== undefined && `${type}/${code}` !== TOO_BIG[family]) {
    const [meantType, meantCode] = TOO_BIG[family].split('/') as [string, string];
    const expected = `type ${meantType} and code ${meantCode}, packet too big, beside it`;
    throw new IcmpArgumentError(`${path}.mtu`, mtu, expected, 'leave it out.');
  }
}

function checkRouters(
  routers: readonly (string | null)[],
  { family, canonical }: ScenarioAddress,
  path: string,
  interfaces: readonly string[],
): void {
  const taken = new Map<string, string>();
  routers.forEach((text, i) => {
    if (text === null) return;
    const at = `${path}[${i}]`;
    const router = readScenarioAddress(text, at, interfaces, 'host');
    if (router.family !== family) {
      throw new IcmpArgumentError(at, text, `an IPv${family} address, as the host's`, 'use one family.');
    }
    if (router.canonical === canonical) {
      throw new IcmpArgumentError(at, text, 'a router, not the host itself', 'leave it out.');
    }
    // One at two distances would send packets in a circle.
    claimAddress(router, at, taken);
  });
}
