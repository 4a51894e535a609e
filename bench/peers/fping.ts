import type { Lap } from '../speedRatios.ts';
import { exists, run } from './run.ts';

/** What to say where it is not installed; null where it is. */
export function missingFping(): string | null {
  return exists('fping', '-v') ? null : 'fping (Debian: apt-get install fping)';
}

/** Sweeps a block once. The time is the one that fping itself tells, without the start of its process. */
export async function fping(block: string, ...more: readonly string[]): Promise<Lap> {
  const options = ['-a', '-q', '-i', '0', '-r', '0', '-t', '500', '-s', ...more, '-g', block];
  const { text, cpu } = await run('fping', options, 'stderr');
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1]);
  const count = number(/(\d+) targets/);
  const lap = {
    count,
    lost: count - number(/(\d+) alive/),
    milliseconds: number(/([\d.]+) sec \(elapsed/) * 1000,
    cpu,
  };
  if (!(lap.milliseconds > 0)) throw new Error(`fping did not tell how long it took: ${text}`);
  return lap;
}
