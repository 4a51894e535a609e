import { BehaviorSubject, merge, Observable, takeWhile } from 'rxjs';
import type { EchoReply } from '../../index.ts';
import { isNobodyThere } from './isNobodyThere.ts';
import type { TargetTally } from './targetTally.ts';

/**
 * Merges one series for each tally. No series sends before all of them were checked. Completes also when no target has
 * an address.
 *
 * @param seriesOf makes the series of a tally. The series adds each reply to the tally before it emits the reply.
 */
export function pingTogether<T extends TargetTally>(
  tallies: readonly T[],
  seriesOf: (tally: T, paused: Observable<boolean>) => Observable<EchoReply>,
): Observable<EchoReply> {
  return new Observable((subscriber) => {
    // Every series is subscribed, and so checked, before the first one may send.
    const paused = new BehaviorSubject(true);
    merge(...tallies.map((tally) => seriesOf(tally, paused)))
      // A series looks its name up again and again. But when no target has an address, the names are probably misspelt.
      .pipe(takeWhile(({ status }) => status !== 'not-resolved' || !isNobodyThere(tallies)))
      .subscribe(subscriber);
    paused.next(false);
  });
}
