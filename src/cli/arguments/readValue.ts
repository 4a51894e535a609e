import type { NofM } from '../../index.ts';
import { CliError } from '../cliError.ts';
import type { Flag } from './flag.ts';
import { nearestName } from '../../checks/nearestName.ts';
import { readTime } from './readTime.ts';
import { readTos } from './readTos.ts';

/**
 * Turns the text behind an option into the value for the library.
 * @throws `CliError` for text that is no such value. Ranges are not checked here: the library checks them.
 */
export function readValue(name: string, text: string, flag: Flag): unknown {
  try {
    return valueOf(name, text, flag);
  } catch (error) {
    throw error instanceof CliError ? error.or(flag.elsewhere ?? null) : error;
  }
}

function valueOf(name: string, text: string, { as, choices }: Flag): unknown {
  switch (as) {
    case 'number':
      return toNumber(name, text);
    case 'n/m':
      return toNofM(name, text);
    case 'time':
      return readTime(name, text, 'may');
    case 'span':
      return readTime(name, text, 'must');
    case 'tos':
      return readTos(name, text);
    case 'list':
      return text.split(',').filter((part) => part !== '');
    default:
      if (choices !== undefined && !choices.includes(text)) throw noChoice(name, text, choices);
      return text;
  }
}

function toNumber(name: string, text: string): number {
  const value = Number(text);
  // Number('') is 0.
  if (text.trim() !== '' && !Number.isNaN(value)) return value;
  throw new CliError(`--${name} is ${JSON.stringify(text)}, expected a number.`);
}

function toNofM(name: string, text: string): NofM {
  const [, n, of] = /^(-?\d+)\/(-?\d+)$/.exec(text) ?? [];
  if (of !== undefined) return { n: Number(n), of: Number(of) };
  throw new CliError(`--${name} is ${JSON.stringify(text)}, expected N/M, as in 3/5.`);
}

function noChoice(name: string, text: string, choices: readonly string[]): CliError {
  const meant = nearestName(text, choices);
  const last = choices.at(-1)!;
  const list = choices.length === 1 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
  const fix = meant === null || choices.length === 1 ? `write --${name} ${choices[0]!}.` : `did you mean ${meant}?`;
  return new CliError(`--${name} is ${JSON.stringify(text)}, expected ${list}.`, fix);
}
