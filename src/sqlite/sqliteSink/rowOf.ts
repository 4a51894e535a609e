import { IcmpArgumentError } from '../../errors.ts';

/** What SQLite keeps. */
export type Cell = string | number | Uint8Array | null;

/** A value as columns with what is in them. */
export type Row = ReadonlyMap<string, Cell>;

/** @throws `IcmpArgumentError` for what is no object, and for what JSON cannot say. */
export function rowOf(value: object): Row {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    throw new IcmpArgumentError('row', value, 'an object with columns', 'return one, such as ({ target, rtt }).');
  return new Map(Object.entries(value).map(([name, one]) => [name, cellOf(name, one)]));
}

function cellOf(name: string, value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return String(value);
  try {
    return value === null ? null : (JSON.stringify(value) ?? null);
  } catch {
    const fix = 'leave it out, by the option row.';
    throw new IcmpArgumentError(name, value, 'what JSON can say: no BigInt, nothing that holds itself', fix);
  }
}
