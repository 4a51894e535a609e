import type { ProbeTemplate } from './probeTemplate.ts';

/** Below it not even two milliseconds are little of the interval. */
const LEAST_INTERVAL = 20;
/** The part of the interval that outcomes wait at most, unless they are told otherwise. */
const PART = 0.1;

/** How long completions of beats may wait for each other, all times in milliseconds. */
export function pacedDelivery(
  { driver, deliverWithin }: Pick<ProbeTemplate, 'driver' | 'deliverWithin'>,
  interval: number,
): number {
  if (deliverWithin !== undefined) return deliverWithin;
  return interval >= LEAST_INTERVAL ? Math.min(driver.usualDeliverWithin ?? 0, interval * PART) : 0;
}
