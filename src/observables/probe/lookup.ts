import { map, type Observable, type SchedulerLike } from 'rxjs';
import { lookupAll, type LookupSettings } from './lookupAll.ts';
import type { Resolution } from '../options/resolution.ts';

/**
 * Emits the first address of a name that can be probed, or why there is none, and completes. A failure is a value.
 *
 * @param scheduler of the time-out.
 */
export function lookup(settings: LookupSettings, scheduler?: SchedulerLike): Observable<Resolution> {
  return lookupAll(settings, scheduler).pipe(map((result) => ('length' in result ? result[0]! : result)));
}
