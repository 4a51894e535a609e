import { CliError } from '../cliError.ts';

/** A bare number below this is more likely seconds than milliseconds. */
const LEAST_BARE = 10;
/** A longer time is beyond the timers of the system. In milliseconds. */
const LONGEST_SPAN = 24 * 86_400_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/**
 * Reads a time: `200ms`, `0.2s`, `1m30s`, or a bare number of milliseconds.
 *
 * @param unit whether the time must have a unit.
 * @returns milliseconds.
 * @throws `CliError` for what is no time, and for a bare number that may be meant in seconds.
 */
export function readTime(name: string, text: string, unit: 'must' | 'may'): number {
  const bare = text.trim() === '' ? NaN : Number(text);
  if (!Number.isNaN(bare)) {
    if (unit === 'may' && (bare <= 0 || bare >= LEAST_BARE)) return bare;
    throw new CliError(
      `--${name} is ${text}, and that may be seconds or milliseconds.`,
      bare > 0 && bare < Infinity ? `write ${text}s or ${text}ms.` : 'write a time with its unit, as in 30s or 5m.',
    );
  }
  let time = 0;
  PART.lastIndex = 0;
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    const part = PART.exec(text);
    if (part === null) throw notTime(name, text);
    time += Number(part[1]) * UNITS[part[2]!]!;
  }
  if (text === '') throw notTime(name, text);
  if (unit === 'must' && (time < 1 || time > LONGEST_SPAN)) {
    throw new CliError(
      `--${name} is ${text}, expected a time from 1ms to 24d.`,
      time < 1 ? 'write more.' : 'leave it out for no end.',
    );
  }
  return time;
}

function notTime(name: string, text: string): CliError {
  return new CliError(
    `--${name} is ${JSON.stringify(text)}, expected a time.`,
    'write it as in 200ms, 1.5s, 5m or 1h30m.',
  );
}
