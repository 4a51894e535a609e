const sizes = ['some', 'whole', 'slow'] as const;
const asked = process.env['RXICMP_TESTS'] ?? 'some';

/**
 * The size of tests that are long only because of their numbers. `RXICMP_TESTS` says it: `npm test` does some of it,
 * `npm run test:whole` all of it, and `npm run test:slow` takes minutes for one test.
 */
export const size = sizes.find((known) => known === asked) ?? unknownSize();

function unknownSize(): never {
  throw new Error(`RXICMP_TESTS is ${asked}, and not one of ${sizes.join(', ')}`);
}
