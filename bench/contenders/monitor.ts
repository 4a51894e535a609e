import { ping, statistics, sweepEvery, type EchoReply } from 'rxicmp';
import { merge, of, tap, type Observable } from 'rxjs';
import type { Prepare } from '../contender.ts';
import type { Lap } from '../speedRatios.ts';

type Way = (targets: readonly string[], rounds: number) => Observable<EchoReply>;

const ways = {
  sweepEvery: (targets, rounds) => of(targets).pipe(sweepEvery(1000, { rounds })),
  ping: (targets, rounds) =>
    merge(...targets.map((target) => ping(target, { interval: 1000, count: rounds, phase: 'spread' }))),
} satisfies Record<string, Way>;

/** So many targets each second, for so many seconds, all of them with statistics each second. */
export const prepare: Prepare = (way, targets, rounds) => {
  const list = Array.from({ length: Number(targets) }, (_, i) => `127.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
  return () => watched(ways[way as keyof typeof ways](list, Number(rounds)));
};

function watched(replies: Observable<EchoReply>): Promise<Lap> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let count = 0;
    const processor = process.cpuUsage();
    const start = performance.now();
    const each = tap(({ status }: EchoReply) => {
      count++;
      if (status === 'success') answered++;
    });
    replies.pipe(each, statistics({ every: 1000 })).subscribe({
      error: reject,
      complete: () => {
        const milliseconds = performance.now() - start;
        const { user, system } = process.cpuUsage(processor);
        resolve({ count, lost: count - answered, milliseconds, cpu: (user + system) / 1000 });
      },
    });
  });
}
