import { helper } from '../lab/helper.ts';
import type { Lap } from '../speedRatios.ts';
import { run } from './run.ts';

/** The smallest C loop that pings these addresses, shared out among threads: what the kernel alone costs. */
export async function floor(first: string, count: number, threads = 1): Promise<Lap> {
  const { text, cpu } = await run(helper('floor'), [first, `${count}`, `${threads}`]);
  const [answered, milliseconds] = text.split(' ').map(Number);
  return { count, lost: count - answered!, milliseconds: milliseconds!, cpu };
}
