import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { Contender } from '../contender.ts';
import { figure, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { missingSmokepingProber, SmokepingProber } from '../peers/smokepingProber.ts';
import type { Lap } from '../speedRatios.ts';

const COUNT = 1000;
const SECONDS = 10;
const MOST_ROUNDS = 3;
const SCRAPE_EVERY = 5000;
const PORTS = { ours: 9427, peer: 9374 };

/** What people come from: an exporter that pings a list each second, and is scraped. */
export const exporters: Bench = {
  about: `${COUNT.toLocaleString('en')} loopback targets each second into metrics, against smokeping_prober`,
  async run({ rounds }) {
    const missing = missingSmokepingProber();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    // Both use ping sockets where they are allowed.
    writeFileSync('/proc/sys/net/ipv4/ping_group_range', '0 0');
    const ours: Lap[] = [];
    const theirs: Lap[] = [];
    const contender = new Contender('exporter', `${PORTS.ours}`, `${COUNT}`, `${SECONDS}`);
    await contender.lap();
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      const [lap] = await Promise.all([contender.lap(), scraped(`http://127.0.0.1:${PORTS.ours}/metrics`)]);
      ours.push(lap);
      const targets = Array.from({ length: COUNT }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
      const peer = await SmokepingProber.start(PORTS.peer, targets);
      try {
        theirs.push(await peer.lap(scraped));
      } finally {
        peer.stop();
      }
    }
    await contender.close();
    const each = ({ cpu, count }: Lap): number => (cpu! * 1000) / count;
    const ratios = ours.map((lap, i) => each(lap) / each(theirs[i]!));
    return {
      figures: [
        figure('processor time of a probe with metrics, smokeping_prober = 1', 'x', lower(0.2, 0.3), ratios),
        figure('of a probe', 'us', lower(null), ours.map(each)),
        figure('of a probe of smokeping_prober', 'us', lower(null), theirs.map(each)),
      ],
    };
  },
};

/** Scrapes as Prometheus would, for a few seconds. */
async function scraped(url: string): Promise<void> {
  for (let time = SCRAPE_EVERY; time <= SECONDS * 1000; time += SCRAPE_EVERY) {
    await sleep(SCRAPE_EVERY);
    const response = await fetch(url);
    await response.arrayBuffer();
  }
}
