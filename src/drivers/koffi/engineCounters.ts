import type { DriverCounters } from '../../icmpapi/icmpapi.ts';

export type EngineCounters = { -readonly [Name in Exclude<keyof DriverCounters, 'handles'>]: DriverCounters[Name] };

/** Nothing counted yet. */
export function engineCounters(): EngineCounters {
  return {
    outstanding: 0,
    sent: 0,
    received: 0,
    timedOut: 0,
    late: 0,
    duplicates: 0,
    foreign: 0,
    receiverDrops: 0,
    sendWaits: 0,
    lateBeats: 0,
    maxBeatDelay: 0,
    wakeUps: 0,
  };
}
