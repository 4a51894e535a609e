import type { Manner } from '../arguments/manner.ts';
import type { Surroundings } from '../surroundings.ts';

/** How lines are printed: with `--stamps` the time stands before each. */
export function stamped(
  { stamps = false }: Manner,
  { print, now }: Pick<Surroundings, 'print' | 'now'>,
): (line: string) => void {
  return stamps ? (line) => print(`${new Date(now()).toISOString()} ${line}`) : print;
}
