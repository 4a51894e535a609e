import { auditTime, type Observable, Subject, tap } from 'rxjs';
import {
  type EchoOutcome,
  type EchoReply,
  ping,
  reachability,
  type ReachTransition,
  takeUntilAborted,
} from '../../index.ts';
import { formatMonitor } from '../monitor/formatMonitor.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { isNobodyThere } from '../counts/isNobodyThere.ts';
import type { Surroundings } from '../surroundings.ts';
import { noAddress } from '../text/noAddress.ts';
import type { MonitorArguments } from '../arguments/parseArguments.ts';
import { pingTogether } from '../counts/pingTogether.ts';
import type { TargetTally } from '../counts/targetTally.ts';
import { Watched } from '../monitor/watched.ts';

/** Milliseconds between two pictures of the table: as much as an eye takes in. */
const REFRESH = 100;

/**
 * Runs `rxicmp monitor` until the signal aborts: shows a table on a screen, else prints a line for each transition.
 *
 * @param print gets a line, without its line feed.
 * @param screen null when there is no terminal; not used with `json`.
 * @returns the exit code: 0 when every target has answered, else 1. Rejected with what the library's streams fail with,
 * before anything was printed or sent, and with a `CliError` when no target has an address.
 */
export function monitorCommand(
  { targets, options, manner }: MonitorArguments,
  { signal, print, live: screen }: Surroundings,
): Promise<number> {
  const json = manner.form === 'json';
  const { down, up } = manner;
  const series = options;
  // A target has one state, however often it is named.
  const watched = new Map([...new Set(targets)].map((target) => [target, new Watched(target)]));
  const all = [...watched.values()];
  const table = json ? null : screen;
  const seriesOf = (tally: TargetTally, paused: Observable<boolean>): Observable<EchoReply> =>
    ping(tally.target, { ...series, paused }).pipe(tap((reply) => tally.add(reply)));
  const report = (transition: ReachTransition): void => {
    watched.get(transition.target)!.state = transition.to;
    if (table === null) print(json ? JSON.stringify({ type: 'transition', ...transition }) : format(transition));
  };

  return new Promise((resolve, reject) => {
    const changed = new Subject<EchoReply>();
    const drawing = changed.pipe(auditTime(REFRESH)).subscribe(() => table?.show(formatMonitor(all)));
    const end = (): void => {
      drawing.unsubscribe();
      table?.keep();
    };
    const complete = (): void => {
      table?.show(formatMonitor(all));
      end();
      if (isNobodyThere(all)) return reject(noAddress(all, options.family));
      resolve(all.every((one) => one.statistics().received > 0) ? 0 : 1);
    };
    const error = (reason: Error): void => {
      end();
      reject(reason);
    };
    pingTogether(all, seriesOf)
      .pipe(
        tap((reply) => changed.next(reply)),
        takeUntilAborted(signal),
        reachability({ down, up }),
      )
      .subscribe({ next: report, error, complete });
  });
}

function format({ target, at, from, to, evidence }: ReachTransition): string {
  const last = evidence.at(-1);
  const why = last === undefined ? '' : `: ${formatOutcome(last as EchoOutcome)}`;
  return `${new Date(at).toISOString()} ${target} ${from} -> ${to}${why}`;
}
