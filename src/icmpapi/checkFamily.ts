import { mistake } from './mistake.ts';

/** @throws `IcmpArgumentError` for a family that `createFile` has no handles of. */
export function checkFamily(family: 4 | 6): void {
  if (family !== 4 && family !== 6) throw mistake('family', family, '4 or 6', 'pass the family of the destinations.');
}
