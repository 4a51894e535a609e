import type { HostBehaviour, SimulatedHost } from '../scenario.ts';

/** @returns how a host behaves at a time, in milliseconds since the network started. */
export function behaviourOf(host: SimulatedHost): (at: number) => HostBehaviour {
  const { phases = [] } = host;
  if (phases.length === 0) return () => host;
  const ends: number[] = [];
  for (const { for: length = Infinity } of phases) ends.push((ends.at(-1) ?? 0) + length);
  const all = phases.map((phase): HostBehaviour => ({ ...host, ...phase }));
  const period = ends.at(-1)!;
  return (at) => {
    const time = period === Infinity ? at : at % period;
    return all[ends.findIndex((end) => time < end)]!;
  };
}
