import { type MonoTypeOperatorFunction, type Observable, takeWhile, tap } from 'rxjs';
import { type EchoReply, isOutcome, ping, takeUntilAborted } from '../../index.ts';
import type { PingArguments } from '../arguments/parseArguments.ts';
import { inFlight } from '../counts/inFlight.ts';
import { isNobodyThere } from '../counts/isNobodyThere.ts';
import { pingTogether } from '../counts/pingTogether.ts';
import { TargetTally } from '../counts/targetTally.ts';
import { drawMarbles } from '../marbles/drawMarbles.ts';
import { MarbleLines } from '../marbles/marbleLines.ts';
import { chooseWriter } from '../output/chooseWriter.ts';
import { recorded } from '../output/recorded.ts';
import { rings } from '../output/rings.ts';
import { snapshots } from '../output/snapshots.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatReply } from '../text/formatReply.ts';
import { formatStatistics } from '../text/formatStatistics.ts';
import { noAddress } from '../text/noAddress.ts';
import { stamped } from '../text/stamped.ts';
import { statisticsTable } from '../text/statisticsTable.ts';
import { upAndDown } from '../text/upAndDown.ts';
import { exitCodeOf } from './exitCodeOf.ts';

/** Milliseconds after the time-out in which late and duplicate replies are shown. */
const LATE_WINDOW = 5000;
/** The library's own, in milliseconds. */
const INTERVAL = 1000;
/** With at least this many targets, the statistics are a table. */
const MANY = 3;

/**
 * Runs `rxicmp ping` until every target had its `count` probes, or the signal aborts; then prints the statistics.
 *
 * @returns the exit code. The promise rejects with errors of the library's streams, before anything is printed or sent,
 * and with a `CliError` when no target has an address.
 */
export function pingCommand({ targets, options, manner }: PingArguments, around: Surroundings): Promise<number> {
  const { signal, now, live } = around;
  const { quiet = false, numeric = false, marbles = false } = manner;
  const print = stamped(manner, around);
  const machine = chooseWriter(manner, around.print, options.driver);
  const isTable = quiet || targets.length >= MANY;
  const start = now();
  const drawn =
    marbles && machine === null && !quiet
      ? new MarbleLines(targets, Number(options.interval ?? INTERVAL), start)
      : null;
  const tallies = targets.map((target) => new TargetTally(target));
  const seriesOf = (tally: TargetTally, paused: Observable<boolean>): Observable<EchoReply> => {
    let announced = isTable;
    const report = (reply: EchoReply): void => {
      tally.add(reply);
      if (rings(manner, reply)) around.tell('\x07');
      if (machine !== null) return machine.reply(reply);
      if (drawn !== null) return drawn.add(reply, now());
      if (quiet) return;
      if (!announced && reply.destination !== null) {
        announced = true;
        print(`PING ${reply.target} (${reply.destination}): ${Number(options.payload ?? 32)} bytes of data`);
      }
      print(formatReply(reply, numeric));
    };
    return ping(tally.target, { lateWindow: LATE_WINDOW, ...options, paused }).pipe(
      takeProbes(options.count),
      tap(report),
    );
  };
  const summary = (): string => {
    const all = tallies.map((tally) => tally.statistics());
    if (!isTable) return all.map((one) => `\n${formatStatistics(one)}`).join('\n');
    const up = all.filter(({ received }) => received > 0).length;
    return `${quiet ? '' : '\n'}${statisticsTable(all)}\n${upAndDown(up, all.length - up, now() - start)}`;
  };
  const tellSoFar = async (): Promise<void> => {
    if (machine === null && live !== null) live.above(() => around.print(summary()));
    else if (machine === null) around.print(summary());
    else await machine.statistics(tallies.map((tally) => tally.statistics()));
  };

  return new Promise((resolve, reject) => {
    const asked = snapshots(manner, around, () => void tellSoFar());
    const drawing = drawn === null ? null : drawMarbles(drawn, around);
    const complete = async (): Promise<number> => {
      drawing?.unsubscribe();
      await tellSoFar();
      if (isNobodyThere(tallies)) throw noAddress(tallies, options.family);
      const all = tallies.map((tally) => tally.statistics());
      const rest = signal.aborted && machine === null ? await inFlight(all, options.driver) : null;
      if (rest !== null) around.print(`\n${rest}`);
      return exitCodeOf(all);
    };
    const error = (reason: Error): void => {
      drawing?.unsubscribe();
      reject(reason);
    };
    pingTogether(tallies, seriesOf)
      .pipe(takeUntilAborted(signal), recorded(manner.record))
      .subscribe({ complete: () => resolve(complete()), error })
      .add(asked);
  });
}

/** Completes with the outcome of the last probe: nobody wants to wait until its late window is over. */
function takeProbes(count = Infinity): MonoTypeOperatorFunction<EchoReply> {
  if (count === Infinity) return (source) => source;
  // Many hosts may answer a broadcast, and all their answers are for one probe.
  const ended = new Set<number>();
  return takeWhile((reply) => {
    if (isOutcome(reply)) ended.add(reply.sequence);
    return ended.size < count;
  }, true);
}
