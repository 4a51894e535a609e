import { isIP } from 'node:net';

/**
 * The 4 or 16 bytes of a numeric address. The lab has its own parser, so that it shares no mistake with the library.
 */
export function addressBytes(text: string): Uint8Array {
  switch (isIP(text)) {
    case 4:
      return Uint8Array.from(text.split('.'), Number);
    case 6: {
      const groups = (part: string): number[] =>
        part === '' ? [] : part.split(':').flatMap((g) => (g.includes('.') ? dotted(g) : [parseInt(g, 16)]));
      const [head = '', tail] = text.split('::');
      const left = groups(head);
      const right = groups(tail ?? '');
      const words = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
      return Uint8Array.from(words.flatMap((w) => [w >> 8, w & 0xff]));
    }
    default:
      throw new TypeError(`${text} is not a numeric address without a zone`);
  }
}

/** Text for an address, full groups without `::` in IPv6: a key and a label, not for users. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return [0, 2, 4, 6, 8, 10, 12, 14].map((at) => view.getUint16(at).toString(16)).join(':');
}

function dotted(text: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
