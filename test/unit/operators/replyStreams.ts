import fc from 'fast-check';
import type { EchoReply, EchoStatus } from 'rxicmp';
import { echoReply } from './echoReplies.ts';

/** A reply and when it comes, in whole milliseconds. */
export interface Arrival {
  readonly at: number;
  readonly reply: EchoReply;
}

const statuses: readonly [EchoStatus, number][] = [
  ['success', 12],
  ['timed-out', 4],
  ['destination-host-unreachable', 1],
  ['packet-too-big', 1],
  ['not-sent', 1],
  ['not-resolved', 1],
  ['late', 1],
  ['duplicate', 1],
  ['skipped', 1],
];

const rtt = fc.oneof(fc.double({ min: 1e-6, max: 3000, noNaN: true }), fc.integer({ min: 0, max: 1000 }));

/** The replies of series to some targets, with outcomes that overtake each other. */
export function arrivals(targets: readonly string[], maxLength = 120): fc.Arbitrary<readonly Arrival[]> {
  const event = fc.record({
    target: fc.constantFrom(...targets),
    status: fc.oneof(...statuses.map(([status, weight]) => ({ weight, arbitrary: fc.constant(status) }))),
    rtt,
    missed: fc.integer({ min: 1, max: 5 }),
    delay: fc.nat(200),
  });
  return fc.array(event, { minLength: 1, maxLength }).map((events) => {
    const sequences = new Map(targets.map((target) => [target, 0]));
    const arrived = events.map(({ target, status, rtt, missed, delay }, i) => {
      const sequence = sequences.get(target)!;
      const isBeside = status === 'late' || status === 'duplicate';
      const used = status === 'skipped' ? missed : isBeside ? 0 : 1;
      sequences.set(target, sequence + used);
      // A look-up that failed has no address, or the last good one.
      const destination = status === 'not-resolved' && delay % 2 === 0 ? null : target;
      const about = { target, destination, sequence: isBeside ? Math.max(0, sequence - 1) : sequence };
      const reply = echoReply(status, { ...about, sentAt: 1000 + i * 10 });
      const timed = reply.rtt === null ? reply : { ...reply, rtt };
      return { at: i * 10 + delay, reply: { ...timed, missed: status === 'skipped' ? missed : 0 } as EchoReply };
    });
    return arrived.sort((one, other) => one.at - other.at);
  });
}
