import { CliError } from '../cliError.ts';
import { nearestName } from '../../checks/nearestName.ts';

/** Names of DSCP (RFC 2474, 2597, 3246, 5865, 8622), which are the upper six bits of the byte. */
const DSCP: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`cs${i}`, i * 8])),
  ...Object.fromEntries(
    [1, 2, 3, 4].flatMap((level) => [1, 2, 3].map((drop) => [`af${level}${drop}`, level * 8 + drop * 2])),
  ),
  df: 0,
  be: 0,
  le: 1,
  ef: 46,
  va: 44,
};

/**
 * Reads a TOS byte: a number, or a name of DSCP.
 * @throws `CliError` for anything else.
 */
export function readTos(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && !Number.isNaN(number)) return number;
  const dscp = text.toLowerCase();
  if (Object.hasOwn(DSCP, dscp)) return DSCP[dscp]! << 2;
  const meant = nearestName(text, Object.keys(DSCP));
  throw new CliError(
    `--${name} is ${JSON.stringify(text)}, expected 0 to 255 or a name of DSCP.`,
    meant === null ? 'write a number, or ef, af11 to af43, cs0 to cs7, le, va.' : `did you mean ${meant}?`,
  );
}
