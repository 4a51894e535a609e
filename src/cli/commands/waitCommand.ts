import { merge, type Observable, takeUntil, takeWhile, tap } from 'rxjs';
import { type EchoOutcome, type EchoReply, isOutcome, ping, reachability, takeUntilAborted } from '../../index.ts';
import type { WaitArguments } from '../arguments/parseArguments.ts';
import { endOf } from '../output/endOf.ts';
import { jsonLine } from '../output/outputLine.ts';
import type { Surroundings } from '../surroundings.ts';
import { FEW } from '../fewOf.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { stamped } from '../text/stamped.ts';

/** This many probes in a row without an answer are silence. */
const SILENT = 3;

/**
 * Runs `rxicmp wait` until every target has answered, or with `silence` until every one is silent.
 *
 * @returns the exit code: 0 when they all did, 1 when the time was over or the signal aborted before that, and 2 when nothing
 * could be sent until then. The promise
 * rejects with errors of the library's streams.
 */
export function waitCommand({ targets, options, manner }: WaitArguments, around: Surroundings): Promise<number> {
  const { signal, now } = around;
  const { silence = false, quiet = false, form, bell } = manner;
  const print = stamped(manner, around);
  const start = now();
  /** The targets that are waited for, each with its latest outcome. */
  const waitingFor = new Map<string, EchoOutcome | null>(targets.map((target) => [target, null]));
  let hasSent = false;
  const arrived = (reply: EchoReply): void => {
    waitingFor.delete(reply.target);
    const waited = now() - start;
    if (bell !== undefined) around.tell('\x07');
    if (form === 'json') return around.print(jsonLine({ type: silence ? 'silent' : 'answered', waited, ...reply }));
    if (quiet) return;
    const seconds = `${(waited / 1000).toFixed(1)} s`;
    print(
      silence || !isOutcome(reply)
        ? `${reply.target} is silent after ${seconds}`
        : `${reply.target} answers after ${seconds}: ${formatOutcome(reply)}`,
    );
  };
  const series = targets.map((target): Observable<unknown> => {
    // A host that is still booting may have no name yet.
    const replies = ping(target, { resolve: 'each', ...options }).pipe(
      tap((reply) => {
        if (!isOutcome(reply)) return;
        waitingFor.set(target, reply);
        hasSent ||= reply.status !== 'not-sent' && reply.status !== 'not-resolved';
      }),
    );
    if (silence) {
      return replies.pipe(
        reachability({ down: { n: SILENT, of: SILENT } }),
        takeWhile(({ to }) => to !== 'down', true),
        tap(({ to, evidence }) => {
          if (to === 'down') arrived(evidence.at(-1)!);
        }),
      );
    }
    return replies.pipe(
      takeWhile(({ status }) => status !== 'success', true),
      tap((reply) => {
        if (reply.status === 'success') arrived(reply);
      }),
    );
  });
  return new Promise((resolve, reject) => {
    const complete = (): void => {
      if (!quiet && form !== 'json') for (const line of leftOver(waitingFor, silence)) print(line);
      const isLocal = !hasSent && !signal.aborted && [...waitingFor.values()].some((last) => last !== null);
      resolve(waitingFor.size === 0 ? 0 : isLocal ? 2 : 1);
    };
    merge(...series)
      .pipe(takeUntilAborted(signal), takeUntil(endOf(manner)))
      .subscribe({ error: reject, complete });
  });
}

/** Lines about what did not come, each with what came instead. */
function leftOver(targets: ReadonlyMap<string, EchoOutcome | null>, silence: boolean): string[] {
  const missing = `did not ${silence ? 'fall silent' : 'answer'}`;
  const few = [...targets].slice(0, FEW).map(([target, last]) => {
    return `${target} ${missing}${last === null ? '' : `: ${formatOutcome(last)}`}`;
  });
  const rest = targets.size - few.length;
  return rest > 0 ? [...few, `${rest} more ${missing}`] : few;
}
