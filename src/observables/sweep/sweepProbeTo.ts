import { SweepProbe } from './sweepProbe.ts';
import { hasOptions } from './hasOptions.ts';
import { plainFamily } from '../options/plainFamily.ts';
import type { SweepTemplate } from './sweepSettings.ts';

/**
 * A probe of a target. When that is an address and has no options of its own, the probe is ready to be sent; of
 * anything else the destination is null until the sender has located it.
 */
export function sweepProbeTo(given: unknown, template: SweepTemplate, sequence = 0, round = 0): SweepProbe {
  const text = plainText(given);
  const family = text === null ? 0 : plainFamily(text);
  const isReady = family !== 0 && (template.family === null || template.family === family);
  return new SweepProbe(given, template, isReady ? text : null, family || 4, sequence, round);
}

function plainText(given: unknown): string | null {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null || !('target' in given) || hasOptions(given)) return null;
  return typeof given.target === 'string' ? given.target : null;
}
