import { get } from 'node:http';
import type { Prepare } from '../contender.ts';

/** Scrapes an exporter, as Prometheus does: what it reads is no work of the exporter's thread. */
export const prepare: Prepare = (url, accept) => async () => {
  const start = performance.now();
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    get(url!, { headers: { accept } }, (response) => {
      response.on('data', ({ length }: Buffer) => (count += length));
      response.on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
  return { count, lost: 0, milliseconds: performance.now() - start };
};
