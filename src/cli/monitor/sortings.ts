import type { Watched } from './watched.ts';

const byName = (a: Watched, b: Watched): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
const rank = ({ state, isUnresolved }: Watched): number =>
  state === 'down' ? 0 : isUnresolved ? 1 : state === 'unknown' ? 2 : 3;

/**
 * The orders of the table; the key `s` takes the next one. The worst target comes first; equal ones are sorted by name.
 */
export const SORTINGS: readonly (readonly [name: string, compare: (a: Watched, b: Watched) => number])[] = [
  ['trouble', (a, b) => rank(a) - rank(b) || b.loss - a.loss || byName(a, b)],
  ['name', byName],
  ['loss', (a, b) => b.loss - a.loss || byName(a, b)],
  ['latency', (a, b) => (b.rtt ?? -1) - (a.rtt ?? -1) || byName(a, b)],
];
