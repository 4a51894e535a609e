/** Whether `npm run test:slow` asked for what takes minutes. */
const slow = process.env['RXICMP_SLOW'] === '1';

/** How often something is done: seldom in every run, and as often as it takes in a slow one. */
export function times(usually: number, slowly: number): number {
  return slow ? slowly : usually;
}
