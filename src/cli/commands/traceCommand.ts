import { concatAll, from, map, type Observable, of, Subject, takeUntil, tap } from 'rxjs';
import { type Hop, takeUntilAborted, traceroute } from '../../index.ts';
import type { TraceArguments } from '../arguments/parseArguments.ts';
import { csvHead, csvLine, HOP_COLUMNS } from '../output/csv.ts';
import { endOf } from '../output/endOf.ts';
import { jsonLine } from '../output/outputLine.ts';
import { recorded } from '../output/recorded.ts';
import { snapshots } from '../output/snapshots.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatHop } from '../text/formatHop.ts';
import { noAddress } from '../text/noAddress.ts';
import { stamped } from '../text/stamped.ts';
import { traceChanges } from './traceChanges.ts';
import { HopNames } from '../trace/hopNames.ts';
import { TraceTable } from '../trace/traceTable.ts';

/**
 * Milliseconds after the time-out. With the default time-out they last until the system reports an absent neighbour.
 */
const LATE_WINDOW = 2500;
/** Rounds of a report. */
const REPORT = 10;

/**
 * Runs `rxicmp trace` for one round, or round after round until the signal aborts.
 *
 * @returns the exit code: 0 when the target was reached, 1 when it was not, 2 when nothing could be sent. The promise
 * rejects with errors of `traceroute`, and with a `CliError` when the target has no address.
 */
export function traceCommand(
  { targets: [target], options, manner }: TraceArguments,
  around: Surroundings,
): Promise<number> {
  if (manner.changes === true) return traceChanges({ name: 'trace', targets: [target], options, manner }, around);
  const { signal, print, screen } = around;
  const { form = 'text', quiet = false, numeric = false, report = false, live = false } = manner;
  const onScreen = form === 'text' && !report && !quiet && (live || options.rounds !== 1) ? screen : null;
  const goesOn = onScreen !== null || live;
  const rounds = options.rounds ?? (goesOn ? Infinity : report || form === 'csv' ? REPORT : 1);
  const isTable = onScreen !== null || report || form === 'csv' || rounds > 1;
  const names = numeric || form !== 'text' ? null : new HopNames();
  const quit = new Subject<void>();
  const table = isTable ? new TraceTable(target, names, () => quit.next()) : null;
  let code = 1;
  let hasSent = false;
  let hasHead = false;

  const add = (hop: Hop): void => {
    const { destination, errorCode } = hop.replies[0]!;
    if (form === 'json') print(jsonLine({ type: 'hop', ...hop }));
    if (destination === null) throw noAddress([{ target, lookupError: errorCode }], options.family);
    table?.add(hop);
    hasSent ||= hop.replies.some(({ status }) => status !== 'not-sent');
    if (hop.replies.some(({ status }) => status === 'success')) code = 0;
  };
  const printTable = (): void => {
    if (table === null) return;
    const rows = table.view.table;
    if (form === 'json') for (const row of rows) print(jsonLine({ type: 'hopStatistics', ...row }));
    else if (form === 'csv') {
      if (!hasHead) print(csvHead(HOP_COLUMNS));
      hasHead = true;
      for (const row of rows) print(csvLine(HOP_COLUMNS, row));
    } else if (rows.length > 0) print(table.text());
  };
  const printLine = stamped(manner, around);
  const printHop = (hop: Hop): void => {
    if (hop.ttl === 1) printLine(head(hop, options.maxTtl ?? 30, Number(options.payload ?? 32)));
    printLine(formatHop(hop, names === null ? undefined : (address) => names.nameOf(address)));
  };
  /** Starts the look-up at once, so that the names of several hops are looked up at the same time. */
  const named = (hop: Hop): Observable<Hop> =>
    names === null ? of(hop) : from(Promise.all(hop.responders.map((one) => names.ask(one))).then(() => hop));

  return new Promise((resolve, reject) => {
    const run = traceroute(target, {
      lateWindow: LATE_WINDOW,
      ...(isTable && { probes: 1 }),
      ...options,
      rounds,
    }).pipe(tap(add), takeUntilAborted(signal), takeUntil(endOf(manner)), takeUntil(quit));
    const hops = run.pipe(recorded(manner.record));
    const isPlain = table === null && form === 'text' && !quiet;
    const told: Observable<unknown> = isPlain ? hops.pipe(map(named), concatAll(), tap(printHop)) : hops;
    const asked = snapshots(manner, around, () => {
      if (onScreen === null) printTable();
    });
    const end = (): void => {
      asked.unsubscribe();
      table?.close();
    };
    const complete = (): void => {
      end();
      printTable();
      resolve(code === 1 && !hasSent && !signal.aborted ? 2 : code);
    };
    const error = (reason: Error): void => {
      end();
      reject(reason);
    };
    if (onScreen !== null) table?.open(onScreen);
    told.subscribe({ error, complete });
  });
}

function head({ target, replies }: Hop, maxTtl: number, size: number): string {
  return `Route to ${target} (${replies[0]!.destination}), at most ${maxTtl} hops, ${size} bytes of data`;
}
