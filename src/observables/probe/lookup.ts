import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import type { Resolution } from '../options/resolution.ts';
import { askName, type LookupSettings } from './askName.ts';

/**
 * Emits the first address of a name that can be probed, or why there is none, and completes. A failure is a value.
 *
 * @param scheduler of the time-out.
 */
export function lookup(settings: LookupSettings, scheduler: SchedulerLike = asyncScheduler): Observable<Resolution> {
  return new Observable((subscriber) => {
    const asking = askName(settings, scheduler, (result) => {
      subscriber.next('length' in result ? result[0]! : result);
      subscriber.complete();
    });
    subscriber.add(asking);
  });
}
