import { IcmpArgumentError } from '../../errors.ts';
import { addresses } from '../addresses.ts';

/**
 * Reads the targets of a list. Its iterator is the user's: it may end the stream, or make the source emit another list.
 * A list that is not wanted any more is not read to its end: it may be endless.
 *
 * @returns null when the list is not wanted any more.
 * @throws `IcmpArgumentError` for what is no list, and what iterating it throws.
 */
export function readList(list: unknown, isWanted: () => boolean): readonly unknown[] | null {
  const targets: unknown[] = [];
  for (const target of targetsOf(list)) {
    if (!isWanted()) return null;
    targets.push(target);
  }
  return isWanted() ? targets : null;
}

function targetsOf(list: unknown): Iterable<unknown> {
  if (typeof list === 'string') return addresses(list);
  if (typeof list === 'object' && list !== null && Symbol.iterator in list) return list as Iterable<unknown>;
  throw new IcmpArgumentError('targets', list, 'text, or an Iterable of targets', 'for example pass [target].');
}
