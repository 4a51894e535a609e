import { ping, statistics, sweepEvery, type EchoReply } from 'rxicmp';
import { merge, of, tap, type Observable } from 'rxjs';
import type { Prepare } from '../contender.ts';
import type { Lap } from '../speedRatios.ts';

type Way = (targets: readonly string[], interval: number, rounds: number) => Observable<EchoReply>;

const SECOND = 1000;
/**
 * Probes of the first lap, which does not count, and how many a millisecond. A monitor runs for months: what V8 still has to
 * compile is none of its costs.
 */
const WARM_UP = { probes: 100_000, rate: 10 };

const ways = {
  sweepEvery: (targets, interval, rounds) => of(targets).pipe(sweepEvery(interval, { rounds })),
  ping: (targets, interval, rounds) =>
    merge(...targets.map((target) => ping(target, { interval, count: rounds, phase: 'spread' }))),
} satisfies Record<string, Way>;

/** So many targets, each of them so many times, by default once a second; with `statistics` of each in each interval. */
export const prepare: Prepare = (way, targets, rounds, counting = 'statistics', interval = `${SECOND}`) => {
  const list = Array.from({ length: Number(targets) }, (_, i) => `127.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
  const replies = ways[way as keyof typeof ways];
  let isWarm = false;
  return () => {
    if (isWarm) return watched(replies(list, Number(interval), Number(rounds)), Number(interval), counting);
    isWarm = true;
    const fast = list.length / WARM_UP.rate;
    return watched(replies(list, fast, Math.ceil(WARM_UP.probes / list.length)), fast, counting);
  };
};

function watched(replies: Observable<EchoReply>, every: number, counting: string): Promise<Lap> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let count = 0;
    const processor = process.cpuUsage();
    const start = performance.now();
    const each = tap(({ status }: EchoReply) => {
      count++;
      if (status === 'success') answered++;
    });
    const told = replies.pipe(each);
    const counted: Observable<unknown> = counting === 'statistics' ? told.pipe(statistics({ every })) : told;
    counted.subscribe({
      error: reject,
      complete: () => {
        const milliseconds = performance.now() - start;
        const { user, system } = process.cpuUsage(processor);
        resolve({ count, lost: count - answered, milliseconds, cpu: (user + system) / 1000 });
      },
    });
  });
}
