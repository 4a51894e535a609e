import { from, lastValueFrom, mergeMap, reduce } from 'rxjs';
import { npmPeer } from '../peers/npmPeer.ts';
import type { Prepare } from '../contender.ts';

interface NpmPing {
  readonly promise: { probe(host: string, config: { timeout: number }): Promise<{ readonly alive: boolean }> };
}

/** The package `ping`, which starts a process for each probe. */
export const prepare: Prepare = (network, count, concurrent) => {
  const { promise } = npmPeer('ping') as NpmPing;
  const hosts = Array.from({ length: Number(count) }, (_, i) => `${network}.${i >> 8}.${i & 255}`);
  return async () => {
    const start = performance.now();
    const probes = from(hosts).pipe(mergeMap((host) => promise.probe(host, { timeout: 1 }), Number(concurrent)));
    const answered = await lastValueFrom(probes.pipe(reduce((sum, { alive }) => sum + (alive ? 1 : 0), 0)));
    return { count: hosts.length, lost: hosts.length - answered, milliseconds: performance.now() - start };
  };
};
