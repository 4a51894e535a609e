import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `scheduler` is one of RxJS, or null. */
export function checkScheduler(scheduler: { readonly schedule: unknown } | null): void {
  if (scheduler === null || typeof scheduler.schedule === 'function') return;
  const fix = 'pass such as asyncScheduler of rxjs, or leave it out.';
  throw new IcmpArgumentError('scheduler', scheduler, 'an RxJS scheduler', fix);
}
