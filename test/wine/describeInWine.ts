import { afterAll, test } from 'vitest';
import { enterNamespace } from '../lab/namespace.ts';
import { missingWine, type WineName } from './lanes.ts';
import { Wine } from './wine.ts';

/**
 * Gives a Windows of its own, in a network namespace of its own, to a test file that runs something in it and declares
 * its tests. Where there is no such Wine they are one pending test, whose name says why.
 */
export async function describeInWine(
  title: string,
  name: WineName,
  tests: (wine: Wine) => Promise<void>,
): Promise<void> {
  const missing = missingWine(name);
  if (missing !== null) return test.skip(`${title} (pending: needs ${missing})`);
  enterNamespace();
  const wine = new Wine(name);
  afterAll(() => wine.remove());
  await tests(wine);
}
