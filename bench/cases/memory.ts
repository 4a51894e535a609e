import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses, probe, probeEach, sweep } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';
import { from, lastValueFrom, Subscription } from 'rxjs';
import type { Bench } from '../bench.ts';
import { figure, lower } from '../figure.ts';
import { allocated } from '../lab/allocated.ts';
import { collectGarbage } from '../lab/collectGarbage.ts';
import { enterLab } from '../lab/enterLab.ts';

const COUNT = 100_000;
const BLOCK = '127.1.0.0-127.2.134.159';
const WARM_UP = '127.1.0.0/23';
const TIMEOUT = 600_000;

const ways = {
  probeEach: () =>
    from(addresses(BLOCK))
      .pipe(probeEach({ rate: Infinity, concurrent: Infinity, timeout: TIMEOUT }))
      .subscribe(),
  sweep: () => sweep(BLOCK, { rate: Infinity, concurrent: Infinity, timeout: TIMEOUT }).subscribe(),
  probe: () => {
    // One observer, and nobody keeps the Subscriptions: only the cost of each probe is measured.
    const observer = { next: () => undefined };
    for (const address of addresses(BLOCK)) probe(address, { timeout: TIMEOUT }).subscribe(observer);
    return new Subscription();
  },
};

/** What a probe holds until it is answered. */
export function memory(way: keyof typeof ways, reach: number | null, floor: number | null): Bench {
  return {
    about: `memory of 100,000 probes that nobody answers, by ${way}`,
    async run() {
      enterLab();
      writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '1');
      const driver = selectDriver('addon');
      const look = async () => {
        for (let i = 0; i < 3; i++) {
          collectGarbage();
          await sleep(50);
        }
        return { heap: process.memoryUsage().heapUsed, native: allocated(), external: process.memoryUsage().external };
      };
      // Starts every engine: its sockets and buffers are there once, however many probes there are.
      await lastValueFrom(sweep(WARM_UP, { rate: Infinity, concurrent: Infinity, timeout: 20 }));
      const before = await look();
      const subscription = ways[way]();
      while (driver.counters().sent < COUNT) await sleep(20);
      const after = await look();
      const each = (key: keyof typeof before): number => (after[key] - before[key]) / COUNT;
      if (driver.counters().outstanding !== COUNT) throw new Error(`${driver.counters().outstanding} are outstanding`);
      subscription.unsubscribe();
      return {
        figures: [
          figure(`heap of an outstanding probe, ${way}`, 'B', lower(reach, floor), [each('heap')]),
          figure('native memory of it', 'B', lower(80, 104), [each('native')]),
          figure('array buffers of it', 'B', lower(null), [each('external')]),
        ],
      };
    },
  };
}
