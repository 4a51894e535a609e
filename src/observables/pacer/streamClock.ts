import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { wallTime } from './wallTime.ts';

/** The clock of a stream: that of its scheduler, for virtual time, or that of its driver. */
export class StreamClock {
  readonly timers: SchedulerLike;
  /** The driver can be given requests ahead of their time. */
  readonly driverKeepsBeat: boolean;
  readonly #clock: { now(): number };

  /** @param scheduler null for the driver's clock. */
  constructor(driver: IcmpDriver, scheduler: SchedulerLike | null) {
    this.timers = scheduler ?? asyncScheduler;
    this.driverKeepsBeat = scheduler === null && driver.features.has('notBefore');
    this.#clock = scheduler ?? driver;
  }

  /** In milliseconds, from any start. */
  now(): number {
    return this.#clock.now();
  }

  /** Epoch milliseconds of a time of this clock. */
  epoch(time: number): number {
    return wallTime(this.timers) - (this.now() - time);
  }
}
