import { size } from './size.ts';

/**
 * How often something is done that only its number makes long: `some` in `npm test`, and `all` in the lane `whole`.
 * @param slow what takes minutes, for `npm run test:slow`; as many as `all` when left out.
 */
export function times(some: number, all: number, slow = all): number {
  return { some, whole: all, slow }[size];
}
