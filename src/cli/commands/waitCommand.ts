import { merge, type Observable, takeUntil, takeWhile, tap } from 'rxjs';
import { type EchoReply, isOutcome, ping, reachability, takeUntilAborted } from '../../index.ts';
import type { WaitArguments } from '../arguments/parseArguments.ts';
import { endOf } from '../output/endOf.ts';
import { jsonLine } from '../output/outputLine.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatOutcome } from '../text/formatOutcome.ts';

/** This many probes in a row without an answer are silence. */
const SILENT = 3;

/**
 * Runs `rxicmp wait` until every target has answered, or with `silence` until every one is silent.
 *
 * @returns the exit code: 0 when they all did, 1 when the time was over or the signal aborted before that. The promise
 * rejects with errors of the library's streams.
 */
export function waitCommand(
  { targets, options, manner }: WaitArguments,
  { signal, print, now }: Surroundings,
): Promise<number> {
  const { silence = false, quiet = false, form } = manner;
  const start = now();
  const waitingFor = new Set(targets);
  const arrived = (reply: EchoReply): void => {
    waitingFor.delete(reply.target);
    const waited = now() - start;
    if (form === 'json') return print(jsonLine({ type: silence ? 'silent' : 'answered', waited, ...reply }));
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
    const replies = ping(target, { resolve: 'each', ...options });
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
      if (!quiet && form !== 'json' && waitingFor.size > 0) {
        const names = [...waitingFor].slice(0, 3).join(', ') + (waitingFor.size > 3 ? ', ...' : '');
        print(`${names} did not ${silence ? 'fall silent' : 'answer'}`);
      }
      resolve(waitingFor.size === 0 ? 0 : 1);
    };
    merge(...series)
      .pipe(takeUntilAborted(signal), takeUntil(endOf(manner)))
      .subscribe({ error: reject, complete });
  });
}
