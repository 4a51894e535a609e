import { publish, selectDriver } from '#platform';
import { asyncScheduler, defer, filter, map, tap, timer, type Observable } from 'rxjs';
import type { DriverCounters } from '../icmpapi/icmpapi.ts';
import { checkDriver } from './options/checkDriver.ts';
import { checkTime } from '../checks/checkTime.ts';
import { MAX_DELAY } from '../checks/maxDelay.ts';
import type { Driver } from './options.ts';

/** What a driver has counted, and when it was asked. */
export interface EngineHealth extends DriverCounters {
  /** Epoch milliseconds: a label from the wall clock. */
  readonly at: number;
}

/**
 * Emits what the driver has counted since it started: at once, and then every so many milliseconds.
 *
 * ```text
 * subscribe     ^---------!
 * engineHealth  a----b----     every: 5 ms
 * ```
 *
 * Reads counters and opens no socket. `receiverDrops` counts packets that this machine itself lost. `lateBeats` and
 * `maxBeatDelay` show whether the engine keeps its beats. `foreign` counts packets that answer no request. Each value
 * is also published on the `node:diagnostics_channel` named `rxicmp:health`, while somebody is subscribed here.
 *
 * @example
 * {@includeCode ../../examples/engineHealth.ts}
 *
 * @param every milliseconds; default 1,000.
 * @param driver default `'addon'`.
 * @returns a cold Observable that never completes; its error notifications are `IcmpArgumentError`, and `IcmpError` with
 * `ERR_ICMP_NO_DRIVER`.
 * @see {@link diagnose} for what may be used at all.
 */
export function engineHealth(every = 1000, driver?: Driver): Observable<EngineHealth> {
  return defer(() => {
    checkTime('every', every, 'no zero');
    checkDriver(driver);
    const selected = selectDriver(driver);
    // A timer of the system cannot wait longer.
    const parts = Math.ceil(every / MAX_DELAY);
    return timer(0, every / parts).pipe(
      filter((part) => part % parts === 0),
      map((): EngineHealth => ({ at: asyncScheduler.now(), ...selected.counters() })),
      tap((health) => publish('rxicmp:health', health)),
    );
  });
}
