import { IcmpArgumentError } from '../../errors.ts';
import type { Latency } from '../scenario.ts';

/** @throws `IcmpArgumentError` for a range that ends before it begins. */
export function checkDistributions(latency: Latency | undefined, path: string): void {
  if (typeof latency !== 'object' || 'length' in latency || latency.range === undefined) return;
  const { min, max } = latency.range;
  if (min <= max) return;
  throw new IcmpArgumentError(`${path}.range.max`, max, `min or more, which is ${min}`, 'exchange the two.');
}
