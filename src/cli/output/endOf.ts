import { NEVER, type Observable, timer } from 'rxjs';
import type { Manner } from '../arguments/manner.ts';

/** Emits when the time of `--for` is over; never without one. */
export function endOf(manner: Manner): Observable<unknown> {
  return manner.for === undefined ? NEVER : timer(manner.for);
}
