import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `scheduler` is a scheduler of RxJS, or null. */
export function checkScheduler(scheduler: { readonly schedule: unknown } | null): void {
  if (scheduler === null || typeof scheduler.schedule === 'function') return;
  const fix = 'pass a scheduler of rxjs, such as asyncScheduler, or leave it out.';
  throw new IcmpArgumentError('scheduler', scheduler, 'an RxJS scheduler', fix);
}
