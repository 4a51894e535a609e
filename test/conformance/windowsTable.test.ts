import { expect, test } from 'vitest';
import { driverConformance } from 'rxicmp/testing';
import { virtualFixture } from './virtualFixture.ts';
import { windowsDiffers } from './windowsDiffers.ts';
import { inSuite, windowsTable } from './windowsTable.ts';

test('no two rows of the table have the same name', () => {
  expect(new Set(windowsTable.map(({ name }) => name)).size).toBe(windowsTable.length);
});

test.each(Object.entries(inSuite))("%s: a case of the port's suite", (_row, begin) => {
  const suite = ([4, 6] as const).flatMap((family) => driverConformance(virtualFixture(family)));
  expect(suite.filter(({ clause, name }) => `${clause}: ${name}`.startsWith(begin))).not.toEqual([]);
});

test.each(windowsDiffers)('$row: a row of the table that has another answer on $on', ({ row, on, instead }) => {
  expect(windowsTable.filter(({ name, windows }) => name === row && windows !== instead)).toHaveLength(1);
  expect(windowsDiffers.filter((other) => other.row === row && other.on === on)).toHaveLength(1);
});
