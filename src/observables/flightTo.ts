import { writeAddress } from '../wire/address.ts';
import { mappedAddress } from '../wire/mappedAddress.ts';
import { Flight } from './flight.ts';
import { hasOptions } from './hasOptions.ts';
import type { SweepTemplate } from './sweepSettings.ts';

// Shared by all calls, so that the usual case allocates nothing but the flight.
const octets = new Uint8Array(16);

/**
 * A probe of a target. When that is an address and has no options of its own, the probe is ready to be sent; of
 * anything else the address is null until somebody takes a closer look.
 */
export function flightTo(given: unknown, template: SweepTemplate, sequence = 0, round = 0): Flight {
  const text = plainText(given);
  const family = text === null ? 0 : plainFamily(text);
  const isReady = family !== 0 && (template.family === null || template.family === family);
  return new Flight(given, template, isReady ? text : null, family || 4, sequence, round);
}

function plainText(given: unknown): string | null {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null || !('target' in given) || hasOptions(given)) return null;
  return typeof given.target === 'string' ? given.target : null;
}

/** 0 for a name, and for what is no address of a host. */
function plainFamily(text: string): 0 | 4 | 6 {
  const family = writeAddress(text, octets, 0);
  if (family === 4) return octets[0] === 0 && isUnspecified(4) ? 0 : 4;
  if (family === 6) {
    const needsZone = octets[0] === 0xfe && (octets[1]! & 0xc0) === 0x80 && !text.includes('%');
    const isNoHost = octets[0] === 0 && (isUnspecified(16) || mappedAddress(octets) !== null);
    return needsZone || isNoHost ? 0 : 6;
  }
  return 0;
}

function isUnspecified(size: 4 | 16): boolean {
  for (let i = 0; i < size; i++) if (octets[i] !== 0) return false;
  return true;
}
