import type { Latency } from '../scenario.ts';

/** A latency without the course of its series, whose entries tell of requests that reach the host. */
export function firstOf(latency: Latency = 1): Latency {
  if (typeof latency === 'number' || !('length' in latency)) return latency;
  return latency.find((one) => one !== null) ?? 1;
}
