import { helper } from '../lab/helper.ts';
import type { Lap } from '../speedRatios.ts';
import { run } from './run.ts';

/** The smallest C loop that pings these addresses: what the kernel alone costs. */
export async function floor(first: string, count: number): Promise<Lap> {
  const { text, cpu } = await run(helper('floor'), [first, `${count}`]);
  const [answered, milliseconds] = text.split(' ').map(Number);
  return { count, lost: count - answered!, milliseconds: milliseconds!, cpu };
}
