import { expect, it } from 'vitest';
import { sparkline } from '../../src/cli/text/sparkline.ts';

it.each([
  [[], ''],
  [[1, 2, 3, 4, 5, 6, 7, 8], '▂▃▄▅▆▇██'],
  [[0, 0], '▁▁'],
  [[0.01, null, 10], '▁×█'],
  [[null], '×'],
])('sparkline(%j) is %s', (times, line) => {
  expect(sparkline(times)).toBe(line);
});
