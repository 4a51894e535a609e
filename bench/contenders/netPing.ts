import { npmPeer } from '../peers/npmPeer.ts';
import type { Prepare } from '../contender.ts';

interface Session {
  pingHost(target: string, callback: (error: Error | null) => void): void;
  close(): void;
}
interface NetPing {
  createSession(options: { retries: number; timeout: number }): Session;
}

const WARM_UP = 4096;

/** net-ping with so many requests under way. One lap only: its second session of a process may never call back. */
export const prepare: Prepare = (network, count, concurrent) => {
  const netPing = npmPeer('net-ping') as NetPing;
  return async () => {
    const session = netPing.createSession({ retries: 0, timeout: 500 });
    const pingAll = (amount: number): Promise<number> =>
      new Promise((resolve) => {
        let next = 0;
        let ended = 0;
        let answered = 0;
        const one = (): void => {
          if (next === amount) return;
          const i = next++;
          session.pingHost(`${network}.${i >> 8}.${i & 255}`, (error) => {
            if (error === null) answered++;
            if (++ended === amount) resolve(answered);
            else one();
          });
        };
        for (let i = 0; i < Number(concurrent); i++) one();
      });
    await pingAll(WARM_UP);
    const processor = process.cpuUsage();
    const start = performance.now();
    const answered = await pingAll(Number(count));
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(processor);
    session.close();
    return { count: Number(count), lost: Number(count) - answered, milliseconds, cpu: (user + system) / 1000 };
  };
};
