import { Observable, type OperatorFunction } from 'rxjs';
import { Recorder } from './recording/recorder.ts';
import type { RecordedHop, RecordedReply } from './recording/recordedReply.ts';
import type { Scenario } from './scenario.ts';

/**
 * Records a stream of replies, or of hops, and makes a {@link Scenario} of it: played at the same beats, with the same
 * options, it has the same outcomes and round-trip times, with refusals, look-ups, late and duplicate replies and the
 * routes of traces. So what happened last night becomes a test.
 *
 * ```text
 * source      --r---t---r|     r: a reply, t: timed-out
 * toScenario  -----------(s|)  s: the scenario
 * ```
 *
 * - Requests to a host are played in the order in which they were sent, whoever sends them; after the last one there is
 *   silence. Several series may be merged into one recording, but not two traces of one target.
 * - Beats that were skipped are silence, as nobody knows what would have come.
 * - Of a stream with `retry`, record `emit: 'every'`: attempts that are not emitted are played as silence.
 * - A recording grows with every reply.
 *
 * @example
 * {@includeCode ../../examples/toScenario.ts}
 *
 * @returns an operator that emits one scenario when its source completes. Its error notifications are those of the source,
 * and `IcmpArgumentError` when nothing was recorded.
 */
export function toScenario(): OperatorFunction<RecordedReply | RecordedHop, Scenario> {
  return (source) =>
    new Observable((subscriber) => {
      const recorder = new Recorder();
      return source.subscribe({
        next: (value) => recorder.add(value),
        error: (reason: unknown) => subscriber.error(reason),
        complete: () => {
          try {
            subscriber.next(recorder.scenario());
            subscriber.complete();
          } catch (error) {
            subscriber.error(error);
          }
        },
      });
    });
}
