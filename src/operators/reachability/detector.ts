import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../../observables/echoReply.ts';
import { IdleMap } from '../keyed/idleMap.ts';
import type { ReachState, Transition } from '../transition.ts';

/** Makes up its mind about one target. */
export interface Judge<R> {
  readonly state: ReachState;
  readonly flapping: boolean;
  /** @returns the replies that changed its mind; null when it has not changed. */
  hear(reply: R): readonly R[] | null;
}

/** How the targets of one subscription are judged. */
export interface Court<R> {
  /** Milliseconds without a reply after which a target is forgotten. */
  readonly idle: number;
  readonly newJudge: () => Judge<R>;
}

/** Emits when the judge of a target changes its mind. What `convene` throws, it throws on subscription. */
export function transitions<R extends EchoReply<unknown>>(convene: () => Court<R>): OperatorFunction<R, Transition<R>> {
  return (source) =>
    defer(() => {
      const { idle, newJudge } = convene();
      const judges = new IdleMap(idle, newJudge);
      return source.pipe(
        map((reply) => {
          const judge = judges.get(reply.target);
          const from = judge.state;
          const evidence = judge.hear(reply);
          if (evidence === null) return null;
          const { target, sentAt } = reply;
          return { target, at: sentAt, from, to: judge.state, flapping: judge.flapping, evidence };
        }),
        filter((transition) => transition !== null),
      );
    });
}
