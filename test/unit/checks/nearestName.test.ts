import { expect, it } from 'vitest';
import { nearestName } from '../../../src/checks/nearestName.ts';

const known = ['timeout', 'ttl', 'payload', 'networkInterface', 'lookupTimeout', 'interval', 'count', 'lateWindow'];

it.each([
  ['timout', 'timeout'],
  ['TIMEOUT', 'timeout'],
  ['timeoutMs', 'timeout'],
  ['interface', 'networkInterface'],
  ['tll', 'ttl'],
  ['tlt', 'ttl'],
  ['cuont', 'count'],
  ['pyaload', 'payload'],
  ['counts', 'count'],
  ['lateWindw', 'lateWindow'],
  ['retry', null],
  ['size', null],
  ['throttle', null],
  ['x', null],
  ['', null],
])('%j was probably meant to be %j', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
