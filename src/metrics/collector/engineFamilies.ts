import type { DriverCounters } from '../../icmpapi/icmpapi.ts';
import { type Family, single, type Source } from './family.ts';

/** The engine, as a source of values. */
export interface EngineSource extends Source {
  readonly counters: DriverCounters;
}

const counter = (name: string, help: string, key: keyof DriverCounters): Family<EngineSource> =>
  single('counter', `rxicmp_engine_${name}_total`, help, ({ counters }) => counters[key]);
const gauge = (name: string, help: string, key: keyof DriverCounters): Family<EngineSource> =>
  single('gauge', `rxicmp_engine_${name}`, help, ({ counters }) => counters[key]);

/** What a driver counts for the whole process. */
export const engineFamilies: readonly Family<EngineSource>[] = [
  gauge('outstanding', 'Requests that still expect something.', 'outstanding'),
  gauge('handles', 'Handles that are open.', 'handles'),
  counter('sent', 'Requests that left.', 'sent'),
  counter('received', 'Replies and refusals that belonged to a request.', 'received'),
  counter('timed_out', 'Requests without an answer.', 'timedOut'),
  counter('late', 'Replies after the time-out.', 'late'),
  counter('duplicates', 'Further replies to requests that had one.', 'duplicates'),
  counter('foreign', 'ICMP packets that belonged to nobody here.', 'foreign'),
  counter('receiver_drops', 'Packets that the system dropped, because the receive buffer was full.', 'receiverDrops'),
  counter('send_waits', 'Times that a send had to wait for the system.', 'sendWaits'),
  counter('late_beats', 'Beats that left more than two milliseconds late.', 'lateBeats'),
  single(
    'gauge',
    'rxicmp_engine_max_beat_delay_seconds',
    'The latest that a beat left.',
    ({ counters }) => counters.maxBeatDelay / 1000,
    'seconds',
  ),
  counter('wake_ups', 'Times that the engine woke.', 'wakeUps'),
];
