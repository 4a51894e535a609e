import { EMPTY, filter, interval, merge, type Observable, Subject, takeUntil, tap } from 'rxjs';
import {
  type EchoOutcome,
  type EchoReply,
  isOutcome,
  ping,
  reachability,
  type ReachTransition,
  takeUntilAborted,
} from '../../index.ts';
import type { MonitorArguments } from '../arguments/parseArguments.ts';
import { isNobodyThere } from '../counts/isNobodyThere.ts';
import { recorded } from '../output/recorded.ts';
import { pingTogether } from '../counts/pingTogether.ts';
import { countOf, MonitorView } from '../monitor/monitorView.ts';
import { Watched } from '../monitor/watched.ts';
import { chooseWriter } from '../output/chooseWriter.ts';
import { snapshots } from '../output/snapshots.ts';
import type { Surroundings } from '../surroundings.ts';
import { clock } from '../text/clock.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { noAddress } from '../text/noAddress.ts';
import { statisticsTable } from '../text/statisticsTable.ts';
import { unsentReason } from '../text/unsentReason.ts';
import { exitCodeOf } from './exitCodeOf.ts';

/** Milliseconds between two updates of the screen. */
const REFRESH = 200;
/** With more targets, the summary has lines only for those that something happened to. */
const MANY = 50;

/**
 * Runs `rxicmp monitor` until the signal aborts: shows a table on a screen, else prints a line for each transition, and a
 * summary at the end.
 *
 * @param lists the targets; a new list whenever their file has changed.
 * @returns the exit code. The promise rejects with errors of the library's streams, before anything is printed or sent,
 * and with a `CliError` when no target has an address.
 */
export function monitorCommand(
  { targets, options, manner }: MonitorArguments,
  around: Surroundings,
  lists: Observable<readonly string[]> = EMPTY,
): Promise<number> {
  const { signal, print, now, screen } = around;
  const { down, up, form = 'text', quiet = false, bell } = manner;
  const watched = new Map([...new Set(targets)].map((target) => [target, new Watched(target)]));
  const quit = new Subject<void>();
  const view = form === 'text' && !quiet && screen !== null ? new MonitorView(watched, () => quit.next()) : null;
  const machine = chooseWriter({ ...manner, quiet: form === 'json' }, print, options.driver);

  const say = (line: string): void => {
    const stamped = `${new Date(now()).toISOString()} ${line}`;
    if (view !== null) view.tell(stamped);
    else if (form === 'text' && !quiet) print(stamped);
  };
  /** Replies of targets that were added to the file, and the names of those that have left it. */
  const added = new Subject<EchoReply>();
  const removed = new Subject<string>();
  const leaving = (target: string): Observable<string> => removed.pipe(filter((one) => one === target));
  /** The number of series that have not ended. */
  let active = 0;
  const seriesOf = (one: Watched, paused: Observable<boolean> | null): Observable<EchoReply> => {
    const cadence = { phase: 'spread', ...options, ...(paused !== null && { paused }) } as const;
    active++;
    return ping(one.target, cadence).pipe(
      tap((reply) => {
        if (one.watch(reply)) say(`${one.target} cannot be sent to: ${unsentReason(reply)}`);
        machine?.reply(reply);
      }),
      // This runs before `merge` sees the end of a series: the last series ends the run.
      tap({ complete: left }),
      takeUntil(leaving(one.target).pipe(tap(left))),
    );
  };
  /** A series is over. */
  const left = (): void => {
    if (--active === 0) added.complete();
  };
  const report = (transition: ReachTransition): void => {
    const one = watched.get(transition.target);
    if (one === undefined) return;
    machine?.transition(transition);
    const line = formatTransition(transition, one);
    if (bell !== undefined && transition.to === (bell === 'answer' ? 'up' : 'down')) around.tell('\x07');
    one.state = transition.to;
    one.since = transition.at;
    say(line);
  };

  const follow = (list: readonly string[]): void => {
    const wanted = new Set(list);
    for (const target of wanted) {
      if (watched.has(target)) continue;
      const one = new Watched(target);
      watched.set(target, one);
      say(`${target} added`);
      seriesOf(one, null)
        .pipe(takeUntil(ended))
        .subscribe({ next: (reply) => added.next(reply), error: (error: unknown) => added.error(error) });
    }
    // The list is never empty, so one series goes on.
    for (const target of [...watched.keys()]) {
      if (wanted.has(target)) continue;
      removed.next(target);
      watched.delete(target);
      say(`${target} removed`);
    }
  };
  const ended = new Subject<void>();

  return new Promise((resolve, reject) => {
    const all = (): Watched[] => [...watched.values()];
    const summary = async (): Promise<void> => {
      const statistics = all().map((one) => one.statistics());
      if (machine !== null) return machine.statistics(statistics);
      const few =
        statistics.length <= MANY
          ? statistics
          : statistics.filter(({ sent, received }) => received < sent || sent === 0);
      if (few.length > 0) print(statisticsTable(few));
      print(countOf(watched));
    };
    const drawing =
      view === null
        ? null
        : interval(REFRESH).subscribe(() => {
            if (!view.isPaused) view.draw(screen!, now());
          });
    const asked = snapshots(manner, around, () => {
      if (view === null) void summary();
    });
    const lists$ = lists.subscribe(follow);
    const end = (): void => {
      drawing?.unsubscribe();
      asked.unsubscribe();
      lists$.unsubscribe();
      ended.next();
      screen?.close();
    };
    const complete = async (): Promise<number> => {
      end();
      if (isNobodyThere(all())) throw noAddress(all(), options.family);
      await summary();
      return exitCodeOf(all().map((one) => one.statistics()));
    };
    const error = (reason: Error): void => {
      end();
      reject(reason);
    };
    if (view !== null) {
      const draw = (): void => view.draw(screen!, now());
      screen!.open({
        onKey: (key) => {
          view.onKey(key);
          draw();
        },
        onResize: draw,
      });
    }
    // It leaves its series when nobody is there. They have not ended then, and would be waited for.
    const first = pingTogether(all(), seriesOf).pipe(
      tap({
        complete: () => {
          if (isNobodyThere(all())) added.complete();
        },
      }),
    );
    const replies = merge(first, added).pipe(takeUntilAborted(signal), takeUntil(quit));
    replies
      .pipe(
        recorded(manner.record),
        filter((reply) => isOutcome(reply)),
        reachability({ down, up }),
      )
      .subscribe({ next: report, error, complete: () => resolve(complete()) });
  });
}

function formatTransition({ target, at, from, to, evidence }: ReachTransition, one: Watched): string {
  const last = evidence.at(-1);
  const why = last === undefined ? '' : `: ${formatOutcome(last as EchoOutcome)}`;
  const outage = from === 'down' && one.since !== null ? ` (down for ${clock(at - one.since)})` : '';
  return `${target} ${from} -> ${to}${why}${outage}`;
}
