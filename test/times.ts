import { size } from './size.ts';

/**
 * How often to repeat something that is long only because of its repetitions: `some` in `npm test`, `all` in the lane
 * `whole`.
 * @param slow how often in `npm run test:slow`, where it may take minutes; `all` when left out.
 */
export function times(some: number, all: number, slow = all): number {
  return { some, whole: all, slow }[size];
}
