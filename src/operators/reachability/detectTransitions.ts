import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../../observables/echoReply.ts';
import { IdleMap } from '../keyed/idleMap.ts';
import type { Transition } from '../transition.ts';
import type { Detector } from './detector.ts';

/** How the targets of one subscription are watched. */
export interface Detection<R> {
  /** Milliseconds without a reply after which a target is forgotten. */
  readonly idle: number;
  readonly newDetector: () => Detector<R>;
}

/** Emits when the detector of a target changes its state. What `begin` throws is thrown on subscription. */
export function detectTransitions<R extends EchoReply<unknown>>(
  begin: () => Detection<R>,
): OperatorFunction<R, Transition<R>> {
  return (source) =>
    defer(() => {
      const { idle, newDetector } = begin();
      const detectors = new IdleMap(idle, newDetector);
      return source.pipe(
        map((reply) => {
          const detector = detectors.get(reply.target);
          const from = detector.state;
          const evidence = detector.observe(reply);
          if (evidence === null) return null;
          const { target, sentAt } = reply;
          return { target, at: sentAt, from, to: detector.state, flapping: detector.flapping, evidence };
        }),
        filter((transition) => transition !== null),
      );
    });
}
