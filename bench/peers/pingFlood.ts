import type { Lap } from '../speedRatios.ts';
import { exists, run } from './run.ts';

/** What to say where it is not installed; null where it is. */
export function missingPing(): string | null {
  return exists('ping', '-V') ? null : 'ping (Debian: apt-get install iputils-ping)';
}

/** `ping -f` of one address, by its own clock. */
export async function pingFlood(address: string, count: number): Promise<Lap> {
  const { text, cpu } = await run('ping', ['-f', '-q', '-c', `${count}`, address]);
  const [, sent, received, milliseconds] = /(\d+) packets transmitted, (\d+) received.* time (\d+)ms/.exec(text) ?? [];
  if (milliseconds === undefined) throw new Error(`ping did not tell how long it took: ${text}`);
  return { count: Number(sent), lost: Number(sent) - Number(received), milliseconds: Number(milliseconds), cpu };
}
