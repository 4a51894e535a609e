import { type MonoTypeOperatorFunction, type Observable, takeWhile, tap } from 'rxjs';
import { type AbortSignalLike, type EchoReply, isOutcome, ping, takeUntilAborted } from '../../index.ts';
import { formatReply } from '../text/formatReply.ts';
import { formatStatistics } from '../text/formatStatistics.ts';
import { inFlight } from '../counts/inFlight.ts';
import { isNobodyThere } from '../counts/isNobodyThere.ts';
import { noAddress } from '../text/noAddress.ts';
import type { PingArguments } from '../arguments/parseArguments.ts';
import { pingTogether } from '../counts/pingTogether.ts';
import { TargetTally } from '../counts/targetTally.ts';

/** Milliseconds after the time-out in which late and duplicate replies are shown. */
const LATE_WINDOW = 5000;

/**
 * Runs `rxicmp ping` until every target had its `count` probes, or the signal aborts; then prints the statistics.
 *
 * @param print gets one or more lines, without the last line feed.
 * @returns the exit code: 0 when every target answered, else 1. Rejected with what the library's streams fail with,
 * before anything was printed or sent, and with a `CliError` when no target has an address.
 */
export function pingCommand(
  { targets, options, json }: PingArguments,
  signal: AbortSignalLike,
  print: (text: string) => void,
): Promise<number> {
  const tallies = targets.map((target) => new TargetTally(target));
  const seriesOf = (tally: TargetTally, paused: Observable<boolean>): Observable<EchoReply> => {
    let announced = false;
    const report = (reply: EchoReply): void => {
      tally.add(reply);
      if (json) return print(JSON.stringify({ type: 'reply', ...reply }));
      if (!announced && reply.destination !== null) {
        announced = true;
        print(`PING ${reply.target} (${reply.destination}): ${Number(options.payload ?? 32)} bytes of data`);
      }
      print(formatReply(reply));
    };
    return ping(tally.target, { lateWindow: LATE_WINDOW, ...options, paused }).pipe(
      takeProbes(options.count),
      tap(report),
    );
  };

  return new Promise((resolve, reject) => {
    const complete = async (): Promise<number> => {
      const all = tallies.map((tally) => tally.statistics());
      for (const one of all)
        print(json ? JSON.stringify({ type: 'statistics', ...one }) : `\n${formatStatistics(one)}`);
      if (isNobodyThere(tallies)) throw noAddress(tallies, options.family);
      const rest = signal.aborted && !json ? await inFlight(all, options.driver) : null;
      if (rest !== null) print(`\n${rest}`);
      return all.every(({ received }) => received > 0) ? 0 : 1;
    };
    pingTogether(tallies, seriesOf)
      .pipe(takeUntilAborted(signal))
      .subscribe({ complete: () => resolve(complete()), error: reject });
  });
}

/** Completes with the outcome of the last probe: nobody wants to wait until its late window is over. */
function takeProbes(count = Infinity): MonoTypeOperatorFunction<EchoReply> {
  if (count === Infinity) return (source) => source;
  // All hosts that answer a broadcast answer one probe.
  const ended = new Set<number>();
  return takeWhile((reply) => {
    if (isOutcome(reply)) ended.add(reply.sequence);
    return ended.size < count;
  }, true);
}
