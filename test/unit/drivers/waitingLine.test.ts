import { expect, it } from 'vitest';
import { WaitingLine } from '../../../src/drivers/koffi/waitingLine.ts';

it('lets everybody out in the order of coming, and who was sent back first', () => {
  const line = new WaitingLine<number>();
  const out: number[] = [];
  for (let i = 0; i < 1000; i++) line.add(i);
  for (let i = 0; i < 700; i++) out.push(line.take()!);
  line.sendBack(699);
  for (let i = 1000; i < 1500; i++) line.add(i);
  while (!line.isEmpty) out.push(line.take()!);
  expect(out).toEqual([
    ...Array.from({ length: 700 }, (_, i) => i),
    699,
    ...Array.from({ length: 800 }, (_, i) => 700 + i),
  ]);
  expect(line.take()).toBeUndefined();
});

it('is empty after it was cleared', () => {
  const line = new WaitingLine<number>();
  line.add(1);
  line.sendBack(2);
  expect(line.isEmpty).toBe(false);
  line.clear();
  expect([line.isEmpty, line.take()]).toEqual([true, undefined]);
});
