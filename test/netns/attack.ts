import { describe, expect, it } from 'vitest';
import { forgeries } from '../lab/forgeries.ts';
import { TunNetwork } from '../lab/tun.ts';
import { times } from '../times.ts';
import type { EngineLab } from './engineLab.ts';

/** Milliseconds after which the healthy host answers. */
const LATENCY = times(2_000, 30_000);
/** How many of the packets may be on their way at a time. */
const AHEAD = 4_096;

/** An attacker who sees the requests to his own address, and tries all sequence numbers of requests to other hosts. */
export function attack(lab: () => EngineLab, family: 4 | 6): void {
  describe('an attacker off the way', () => {
    it('answers nobody’s probe, and ends none that is answered', { timeout: 5 * LATENCY + 60_000 }, async () => {
      const { driver, network } = lab();
      const [attacker, healthy, silent] = (await lab().hosts(family, {}, { latency: LATENCY }, { silent: true })) as [
        string,
        string,
        string,
      ];
      await lab().ping(family, attacker);
      const [seen] = await network.seen(attacker);
      const options = { timeout: LATENCY + 1_000, lateWindow: 100 };
      const payloads = [undefined, Uint8Array.from({ length: 40 }, (_, i) => (i * 7) ^ 0x5a)];
      const hosts = [healthy, silent];
      const probes = hosts.flatMap((host) =>
        payloads.map((data) => lab().ping(family, host, data === undefined ? options : { ...options, data })),
      );
      for (const host of hosts) await expect.poll(() => network.seen(host)).toHaveLength(payloads.length);
      const sent = await network.seen(healthy);

      const victim = TunNetwork.addresses[family];
      const forged = hosts.flatMap((host) => forgeries({ family, victim, attacker, host, seen: seen! }));
      const requests = [...sent, ...(await network.seen(silent))];
      const before = driver.counters();
      let arriving = 0;
      // Packets that answer nothing are counted, so this tells how far the engine has read.
      const unread = () => arriving - (driver.counters().foreign - before.foreign);
      for (const sequence of guesses(requests.map((one) => one.sequence))) {
        for (const forgery of forged) {
          network.bringIn(forgery.guess(sequence));
          if (forgery.arrives) arriving++;
        }
        if (sequence % 64 === 0) while (unread() > AHEAD) pause();
      }
      // One forged refusal of each request is held until its time-out.
      await expect.poll(unread, { timeout: 20_000 }).toBeLessThanOrEqual(requests.length);
      expect(driver.counters().receiverDrops).toBe(before.receiverDrops);
      // All forged packets came while all of the requests were under way.
      expect(driver.now() - Math.min(...sent.map(({ at }) => at))).toBeLessThan(LATENCY);

      const outcomes = await Promise.all(probes);
      for (const completions of outcomes.slice(0, payloads.length)) {
        expect(completions).toMatchObject([
          { phase: 'outcome', status: 0, address: healthy, unproven: false },
          { phase: 'end' },
        ]);
        expect(completions[0]!.roundTripTime).toBeGreaterThanOrEqual(LATENCY);
      }
      for (const completions of outcomes.slice(payloads.length)) {
        // Nobody can tell such a refusal from a router's: it is the outcome, and is marked as unproven.
        expect(completions).toMatchObject([{ phase: 'outcome', address: attacker, unproven: true }, { phase: 'end' }]);
        expect(completions[0]!.status).not.toBe(0);
      }
    });
  });
}

/** The sequence numbers that are tried: those of the requests are among them. */
function guesses(requested: readonly number[]): Iterable<number> {
  const around = times(256, 65_536);
  return new Set(
    requested.flatMap((one) => Array.from({ length: around }, (_, n) => (one - (around >> 1) + n) & 0xffff)),
  );
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
