import { BehaviorSubject, merge, Observable, takeWhile } from 'rxjs';
import type { EchoReply } from '../../index.ts';
import { isNobodyThere } from './isNobodyThere.ts';
import type { TargetTally } from './targetTally.ts';

/**
 * Merges a series for each tally, none of which sends before all of them were checked. Completes also when it turns
 * out that no target has an address.
 *
 * @param seriesOf what emits the replies after it has added them to the tally.
 */
export function pingTogether<T extends TargetTally>(
  tallies: readonly T[],
  seriesOf: (tally: T, paused: Observable<boolean>) => Observable<EchoReply>,
): Observable<EchoReply> {
  return new Observable((subscriber) => {
    // Every series is subscribed, and so checked, before the first one may send.
    const paused = new BehaviorSubject(true);
    merge(...tallies.map((tally) => seriesOf(tally, paused)))
      // A series goes on looking a name up. But when no target has an address, a misspelt name is likelier than a bad night.
      .pipe(takeWhile(({ status }) => status !== 'not-resolved' || !isNobodyThere(tallies)))
      .subscribe(subscriber);
    paused.next(false);
  });
}
