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

/** Probes so many targets of the loopback each second, spread over the second. */
export async function fpingRounds(targets: number, rounds: number): Promise<Lap> {
  const last = targets - 1;
  const block = ['127.1.0.0', `127.${1 + (last >> 16)}.${(last >> 8) & 255}.${last & 255}`];
  const gap = `${1000 / targets}`;
  const options = ['-c', `${rounds}`, '-p', '1000', '-i', gap, '-q', '-g', ...block];
  const { text, cpu, milliseconds } = await run('fping', options, 'stderr');
  const counts = [...text.matchAll(/xmt\/rcv\/%loss = (\d+)\/(\d+)/g)];
  const sum = (group: 1 | 2): number => counts.reduce((total, match) => total + Number(match[group]), 0);
  if (counts.length !== targets) throw new Error(`fping told of ${counts.length} targets: ${text.slice(0, 200)}`);
  return { count: sum(1), lost: sum(1) - sum(2), milliseconds, cpu };
}
