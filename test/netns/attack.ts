import type { EchoRequest } from 'rxicmp/icmpapi';
import { describe, expect, it } from 'vitest';
import { replyTo } from '../lab/answers.ts';
import { forgeries } from '../lab/forgeries.ts';
import { TunNetwork } from '../lab/tun.ts';
import { times } from '../times.ts';
import type { EngineLab } from './engineLab.ts';

/** Time-out of the silent host in milliseconds. When the attack takes longer, it is repeated with a longer one. */
const TIMEOUT = times(2_000, 20_000);
const MOST_ATTACKS = 4;
/** A time-out that is never reached. */
const NEVER = 3_600_000;
/** How many of the packets may be on their way at a time. */
const AHEAD = 4_096;

/** An attacker who sees the requests to his own address, and tries all sequence numbers of requests to other hosts. */
export function attack(lab: () => EngineLab, family: 4 | 6): void {
  describe('an attacker off the way', () => {
    it('answers nobody’s probe, and ends none that is answered', { timeout: 20 * TIMEOUT + 60_000 }, async () => {
      let timeout = TIMEOUT;
      for (let n = 0, done = 0; done < 1; n++, timeout *= 2 / done) {
        expect(n).toBeLessThan(MOST_ATTACKS);
        done = await attackFor(timeout);
      }
    });
  });

  /** @returns how much of the attack was made within the time-out: 1 is all of it. */
  async function attackFor(timeout: number): Promise<number> {
    const { driver, network } = lab();
    // This test itself sends the answers of the healthy host.
    const silent = { silent: true };
    const hosts = await lab().hosts(family, {}, silent, silent);
    const [attacker, healthy, unheard] = hosts as [string, string, string];
    await lab().ping(family, attacker);
    const [seen] = await network.seen(attacker);
    const payloads = [undefined, Uint8Array.from({ length: 40 }, (_, i) => (i * 7) ^ 0x5a)];
    const ask = (host: string, options: Partial<EchoRequest>) =>
      payloads.map((data) => lab().ping(family, host, data === undefined ? options : { ...options, data }));
    const probes = { healthy: ask(healthy, { timeout: NEVER }), unheard: ask(unheard, { timeout, lateWindow: 100 }) };
    for (const host of [healthy, unheard]) await expect.poll(() => network.seen(host)).toHaveLength(payloads.length);
    const asked = { healthy: await network.seen(healthy), unheard: await network.seen(unheard) };

    const victim = TunNetwork.addresses[family];
    const forged = [healthy, unheard].flatMap((host) => forgeries({ family, victim, attacker, host, seen: seen! }));
    const requests = [...asked.healthy, ...asked.unheard];
    const before = driver.counters();
    let arriving = 0;
    // Packets that answer nothing are counted, so this tells how far the engine has read.
    const unread = () => arriving - (driver.counters().foreign - before.foreign);
    const end = Math.min(...asked.unheard.map(({ at }) => at)) + timeout;
    const tried = guesses(requests.map((one) => one.sequence));
    let done = 0;
    for (const sequence of tried) {
      if (driver.now() > end) break;
      done++;
      for (const forgery of forged) {
        network.bringIn(forgery.guess(sequence));
        if (forgery.arrives) arriving++;
      }
      if (sequence % 64 === 0) while (unread() > AHEAD) pause();
    }
    // One forged refusal of each request is held until its time-out.
    await expect.poll(unread, { timeout: 20_000 }).toBeLessThanOrEqual(requests.length);
    expect(driver.counters().receiverDrops).toBe(before.receiverDrops);
    const isOver = driver.now() > end;

    for (const echo of asked.healthy) network.bringIn(replyTo(family, victim, healthy, echo));
    for (const completions of await Promise.all(probes.healthy)) {
      expect(completions).toMatchObject([{ phase: 'outcome', status: 0, address: healthy, unproven: false }]);
    }
    const ends = await Promise.all(probes.unheard);
    if (isOver) return Math.min(done / tried.size, 0.9);
    for (const completions of ends) {
      // Nobody can tell such a refusal from a router's: it is the outcome, and is marked as unproven.
      expect(completions).toMatchObject([{ phase: 'outcome', address: attacker, unproven: true }, { phase: 'end' }]);
      expect(completions[0]!.status).not.toBe(0);
    }
    return 1;
  }
}

/** The sequence numbers that are tried: those of the requests are among them. */
function guesses(requested: readonly number[]): ReadonlySet<number> {
  const around = times(256, 65_536);
  return new Set(
    requested.flatMap((one) => Array.from({ length: around }, (_, n) => (one - (around >> 1) + n) & 0xffff)),
  );
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
