import { interval, NEVER, type Subscription } from 'rxjs';
import type { Manner } from '../arguments/manner.ts';
import type { Surroundings } from '../surroundings.ts';

/** Calls back whenever the statistics so far are wanted: each `--every`, and when a signal asks for them. */
export function snapshots({ every }: Manner, { onAsked }: Surroundings, show: () => void): Subscription {
  const beats = (every === undefined ? NEVER : interval(every)).subscribe(show);
  beats.add(onAsked(show));
  return beats;
}
