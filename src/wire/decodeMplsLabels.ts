import type { MplsLabel } from './mplsLabel.ts';

/** Reads label stack entries, of four bytes each, as they stand in a packet. */
export function decodeMplsLabels(view: DataView, offset: number, count: number): readonly MplsLabel[] {
  return Array.from({ length: count }, (_, i) => {
    const entry = view.getUint32(offset + 4 * i);
    return {
      label: entry >>> 12,
      trafficClass: (entry >>> 9) & 7,
      bottomOfStack: (entry & 0x100) !== 0,
      ttl: entry & 0xff,
    };
  });
}
