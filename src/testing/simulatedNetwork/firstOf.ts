import type { Latency } from '../scenario.ts';

/** A latency, or the first one of a series: the entries of a series are about requests that reach the host. */
export function firstOf(latency: Latency = 1): Latency {
  if (typeof latency === 'number' || !('length' in latency)) return latency;
  return latency.find((one) => one !== null) ?? 1;
}
