import type { ProbeTemplate } from './probeTemplate.ts';

/** Below it a few milliseconds would be much of the interval. */
const LEAST_INTERVAL = 20;

/** How long completions of beats may wait for each other, all times in milliseconds. */
export function pacedDelivery(
  { driver, deliverWithin }: Pick<ProbeTemplate, 'driver' | 'deliverWithin'>,
  interval: number,
): number {
  return deliverWithin ?? (interval >= LEAST_INTERVAL ? (driver.usualDeliverWithin ?? 0) : 0);
}
