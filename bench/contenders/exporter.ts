import { createServer } from 'node:http';
import { pipeline } from 'node:stream';
import { sweepEvery } from 'rxicmp';
import { collectMetrics } from 'rxicmp/metrics';
import { of } from 'rxjs';
import type { Prepare } from '../contender.ts';
import { measure } from './measure.ts';

/** So many targets each second into metrics, for so many seconds, with a server that exposes them on a port. */
export const prepare: Prepare = (port, targets, rounds) => {
  const list = Array.from({ length: Number(targets) }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
  const metrics = collectMetrics();
  createServer((request, response) => {
    const { contentType, chunks } = metrics.expose(request.headers.accept);
    response.setHeader('Content-Type', contentType);
    pipeline(chunks, response, () => undefined);
  }).listen(Number(port), '127.0.0.1');
  return () => measure(of(list).pipe(sweepEvery(1000, { rounds: Number(rounds) }), metrics.record()));
};
