import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../../observables/echoReply.ts';
import { LiveSeries } from '../keyed/liveSeries.ts';
import { IdleMap } from '../keyed/idleMap.ts';
import type { Transition } from '../transition.ts';
import type { Detector } from './detector.ts';

/** How the targets of one subscription are watched. */
export interface DetectorSettings<R> {
  /** Milliseconds without a reply after which a target is forgotten. */
  readonly idle: number;
  readonly newDetector: () => Detector<R>;
}

/** Emits when the detector of a target changes its state. What `begin` throws is thrown on subscription. */
export function detectTransitions<R extends EchoReply<unknown>>(
  begin: () => DetectorSettings<R>,
): OperatorFunction<R, Transition<R>> {
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
            return { target, at, from, to: 'removed' as const, flapping: false, evidence: [reply] };
          }
          if (evidence === null) return null;
          return { target, at, from, to: detector.state, flapping: detector.flapping, evidence };
        }),
        filter((transition) => transition !== null),
      );
    });
}
