import { setImmediate as microtasks } from 'node:timers/promises';
import { type EchoReply } from 'rxicmp';
import { collectMetrics, type Metrics } from 'rxicmp/metrics';
import { asyncScheduler, from, Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seriesFamilies } from '../../../src/metrics/collector/seriesFamilies.ts';
import { PIECE } from '../../../src/metrics/exposition/piece.ts';
import { success, timedOut } from '../operators/echoReplies.ts';

const FORMATS = [
  ['text', 'text/plain'],
  ['OpenMetrics', 'application/openmetrics-text'],
  ['protobuf', 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'],
] as const;

/** What an exposition did in one turn of the event loop. */
interface Turn {
  /** How often it read the clock. */
  readings: number;
  /** The length of each chunk. */
  readonly chunks: number[];
}

const clock = vi.hoisted(() => ({ now: 0, step: 0, read: (): void => undefined }));
vi.mock('../../../src/drivers/clocks.ts', async (original) => ({
  ...(await original<object>()),
  steadyNow: () => {
    clock.read();
    return (clock.now += clock.step);
  },
}));

/** What an exposition has left for a later turn. */
let later: (() => void) | null = null;

// Time goes on only with readings, and turns come when a test says so: how fast the machine is plays no part.
beforeEach(() => {
  vi.spyOn(asyncScheduler, 'schedule').mockImplementation((work) => {
    later = work as () => void;
    return Subscription.EMPTY;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  clock.read = () => undefined;
});

async function turnsOf(metrics: Metrics<EchoReply<unknown>>, accept: string): Promise<Turn[]> {
  const turns: Turn[] = [{ readings: 0, chunks: [] }];
  clock.read = () => turns.at(-1)!.readings++;
  const written = (async () => {
    for await (const { length } of metrics.expose(accept).chunks) turns.at(-1)!.chunks.push(length);
  })();
  await microtasks();
  while (later !== null) {
    const work = later;
    later = null;
    turns.push({ readings: 0, chunks: [] });
    work();
    await microtasks();
  }
  await written;
  return turns;
}

/** Half of them never answered, so some families have nothing to say of them. */
function watched(count: number): Metrics<EchoReply<unknown>> {
  const metrics = collectMetrics({ driver: null });
  from(Array.from({ length: count }, (_, i) => ({ ...(i % 2 ? success(0, 1) : timedOut(0)), target: `host-${i}` })))
    .pipe(metrics.record())
    .subscribe();
  return metrics;
}

describe.each(FORMATS)('an exposition by %s', (_, accept) => {
  it('ends its turn after one target of one family, when that took long', async () => {
    clock.step = 10;
    const turns = await turnsOf(watched(20), accept);
    // The clock is read when a turn begins and after each target; once more to look for targets that were idle for long.
    expect(Math.max(...turns.map(({ readings }) => readings))).toBeLessThanOrEqual(3);
    // Each family takes its turns, and so does one without a value, such as that of the transitions here.
    expect(turns.length).toBeGreaterThan(20 * (1 + seriesFamilies.rxicmp.length));
  });

  it('writes one chunk a turn, however fast it is', async () => {
    clock.step = 0;
    const turns = await turnsOf(watched(2000), accept);
    const chunks = turns.flatMap((turn) => turn.chunks);
    expect(chunks.length).toBeGreaterThan(20);
    expect(Math.max(...turns.map((turn) => turn.chunks.length))).toBe(1);
    // A chunk ends with the target that made it long enough.
    expect(Math.max(...chunks)).toBeLessThan(PIECE + 4096);
  });
});
