import { writeAddress } from '../../wire/address.ts';
import { mappedAddress } from '../../wire/mappedAddress.ts';

// Shared by all calls.
const octets = new Uint8Array(16);

/**
 * The family of a numeric address that needs nothing else; 0 for a name, for what is no address of a host, and for a
 * link-local one without a zone. Allocates nothing.
 */
export function plainFamily(text: string): 0 | 4 | 6 {
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
