import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../../observables/echoReply.ts';
import { LiveSeries } from '../keyed/liveSeries.ts';
import { IdleMap } from '../keyed/idleMap.ts';
import type { Transition } from '../transition.ts';
import type { Detector } from './detector.ts';

/** How the targets of one subscription are watched. */
export interface DetectorSettings<R, T extends Transition<R>> {
  /** Milliseconds without a reply after which a target is forgotten. */
  readonly idle: number;
  readonly newDetector: () => Detector<R, T['from']>;
}

/** Emits when the detector of a target changes its state. What `begin` throws is thrown on subscription. */
export function detectTransitions<R extends EchoReply<unknown>, T extends Transition<R>>(
  kind: T['kind'],
  begin: () => DetectorSettings<R, T>,
): OperatorFunction<R, T> {
  return (source) =>
    defer(() => {
      const { idle, newDetector } = begin();
      const watched = new IdleMap(idle, () => ({ detector: newDetector(), series: new LiveSeries() }));
      return source.pipe(
        map((reply) => {
          const { target, tag, sentAt: at } = reply;
          const { detector, series } = watched.get(target);
          const from = detector.state;
          let evidence: readonly R[] | null;
          if (reply.status !== 'removed') {
            series.heard(tag);
            evidence = detector.observe(reply);
          } else if (!series.removed(tag)) {
            evidence = detector.leave?.(reply) ?? null;
          } else {
            watched.delete(target);
            return { kind, target, at, from, to: 'removed', flapping: false, evidence: [reply] } as unknown as T;
          }
          if (evidence === null) return null;
          return { kind, target, at, from, to: detector.state, flapping: detector.flapping, evidence } as unknown as T;
        }),
        filter((transition) => transition !== null),
      );
    });
}
