import { BehaviorSubject, merge, type MonoTypeOperatorFunction, takeWhile, tap } from 'rxjs';
import { type AbortSignalLike, type EchoReply, isOutcome, ping, takeUntilAborted } from '../index.ts';
import { CliError } from './cliError.ts';
import { formatReply } from './formatReply.ts';
import { formatStatistics } from './formatStatistics.ts';
import type { PingArguments } from './parseArguments.ts';
import { Tally } from './tally.ts';

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
  const tallies = targets.map((target) => new Tally(target));
  // Every series is subscribed, and so checked, before the first one may send.
  const paused = new BehaviorSubject(true);
  const series = tallies.map((tally) => {
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
  });
  const isNobodyThere = (): boolean => tallies.every(({ lookupError }) => lookupError !== null);

  return new Promise((resolve, reject) => {
    const complete = (): void => {
      const all = tallies.map((tally) => tally.statistics());
      for (const one of all)
        print(json ? JSON.stringify({ type: 'statistics', ...one }) : `\n${formatStatistics(one)}`);
      if (isNobodyThere()) return reject(notResolved(tallies));
      resolve(all.every(({ received }) => received > 0) ? 0 : 1);
    };
    merge(...series)
      .pipe(
        // A series goes on looking a name up, but with nothing to ping a misspelt name is likelier than a bad night.
        takeWhile(({ status }) => status !== 'not-resolved' || !isNobodyThere()),
        takeUntilAborted(signal),
      )
      .subscribe({ complete, error: reject });
    paused.next(false);
  });
}

/** Completes with the outcome of the last probe: nobody wants to wait until its late window is over. */
function takeProbes(count = Infinity): MonoTypeOperatorFunction<EchoReply> {
  if (count === Infinity) return (source) => source;
  // Hosts that answer to a broadcast answer to one probe.
  const ended = new Set<number>();
  return takeWhile((reply) => {
    if (isOutcome(reply)) ended.add(reply.sequence);
    return ended.size < count;
  }, true);
}

function notResolved(tallies: readonly Tally[]): CliError {
  const names = tallies.map(({ target, lookupError }) => `${target} (${lookupError})`);
  return new CliError(
    `No target has an address: ${names.join(', ')}.`,
    'check the spelling, and the DNS of this machine.',
  );
}
