import { expect, it } from 'vitest';
import { decodeMplsLabels } from '../../../src/wire/decodeMplsLabels.ts';

it('reads the fields of each label stack entry, as RFC 3032 draws them', () => {
  const bytes = Uint8Array.of(0xff, 0x05, 0xdc, 0x10, 0x01, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x0e, 0);
  expect(decodeMplsLabels(new DataView(bytes.buffer), 1, 3)).toEqual([
    { label: 24_001, trafficClass: 0, bottomOfStack: false, ttl: 1 },
    { label: 1_048_575, trafficClass: 7, bottomOfStack: true, ttl: 255 },
    { label: 0, trafficClass: 7, bottomOfStack: false, ttl: 0 },
  ]);
  expect(decodeMplsLabels(new DataView(bytes.buffer), 1, 0)).toEqual([]);
});
