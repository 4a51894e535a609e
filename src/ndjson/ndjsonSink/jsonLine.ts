import { IcmpArgumentError } from '../../errors.ts';

/** @throws `IcmpArgumentError` for what JSON cannot say. */
export function jsonLine(value: unknown): string {
  const text = jsonOf(value);
  if (text !== undefined) return `${text}\n`;
  throw new IcmpArgumentError(
    'value',
    value,
    'what JSON can say: no BigInt, nothing that holds itself',
    'put map() before recordTo(), and leave out what that is, such as the tag.',
  );
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
