import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { NEVER, type Observable, of, timer } from 'rxjs';
import {
  addresses,
  type AbortSignalLike,
  type EchoReply,
  isOutcome,
  sweep,
  sweepEvery,
  takeUntilAborted,
} from '../../index.ts';
import { CliError } from '../cliError.ts';
import { describeError } from '../arguments/describeError.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { formatStatistics } from '../text/formatStatistics.ts';
import type { LiveText } from '../terminal/liveText.ts';
import { noAddress } from '../text/noAddress.ts';
import type { SweepArguments } from '../arguments/parseArguments.ts';
import { TargetTally } from '../counts/targetTally.ts';

/** Milliseconds between two reports on the progress. */
const REFRESH = 200;
/** Each is remembered from round to round. */
const MOST_IN_ROUNDS = 65_536;
/** Milliseconds between two counts of which only the last is printed. */
const LONG = 3_600_000;
/** Where the library says why a target is malformed. */
const MALFORMED = 'rxicmp:malformed';

/**
 * Runs `rxicmp sweep` until every target was probed as often as it shall be, or the signal aborts; then prints the
 * statistics: of each target when there were rounds, else of all together.
 *
 * @param print gets one or more lines, without the last line feed.
 * @param progress null when there is no terminal.
 * @returns the exit code: 0 when every target answered, else 1. Rejected with what the library's streams fail with,
 * before anything was printed or sent.
 */
export async function sweepCommand(
  { targets: texts, options, json }: SweepArguments,
  signal: AbortSignalLike,
  print: (text: string) => void,
  progress: LiveText | null,
): Promise<number> {
  const { interval, rounds, alive = false, ...sweepOptions } = options;
  const inRounds = interval !== undefined || rounds !== undefined;
  const blocks = texts.map((text) => addresses(text, { hostsOnly: true }));
  // In rounds every target is remembered anyway; a single pass takes them one by one, however many there are.
  const list = inRounds ? firstOf(blocks, MOST_IN_ROUNDS + 1) : null;
  if (list !== null && list.length > MOST_IN_ROUNDS) {
    throw new CliError(`These are more than ${MOST_IN_ROUNDS} targets, too many for rounds.`, 'sweep them once.');
  }
  const together = texts.join(' ');
  const tallies = new Map((list ?? [together]).map((target) => [target, new TargetTally(target, LONG)]));
  let taken = 0;
  let probed = 0;
  let answered = 0;
  let hasAddress = false;
  /** What is wrong with the latest malformed target. The outcome of that target comes next. */
  let problem: Error | null = null;
  const onMalformed = (error: unknown): void => {
    problem = error as Error;
  };

  function* counted(): Generator<string, void> {
    for (const target of chain(blocks)) {
      taken++;
      yield target;
    }
  }
  const say = (text: string): void => {
    progress?.clear();
    print(text);
  };
  const report = (reply: EchoReply): void => {
    tallies.get(list === null ? together : reply.target)!.add(reply);
    const isAlive = reply.status === 'success';
    if (isOutcome(reply)) probed++;
    if (isAlive) answered++;
    if (reply.destination !== null) hasAddress = true;
    if (alive && !isAlive) return;
    if (json) return say(JSON.stringify({ type: 'reply', ...reply }));
    if (alive) return say(reply.target);
    if (!isOutcome(reply)) return;
    const isMalformed = reply.status === 'not-resolved' && reply.errorCode === 'EINVAL' && problem !== null;
    const what = isMalformed ? describeError(problem) : formatOutcome(reply);
    say(`${list === null ? '' : `[${reply.round}] `}${nameOf(reply)}: ${what}`);
  };
  const replies: Observable<EchoReply> =
    list === null
      ? sweep(counted(), sweepOptions)
      : of(list).pipe(sweepEvery(interval ?? 1000, { ...sweepOptions, rounds }));

  return new Promise((resolve, reject) => {
    const showing = (progress === null ? NEVER : timer(REFRESH, REFRESH)).subscribe(() =>
      progress?.show(`${probed} probed, ${answered} answered`),
    );
    const end = (): void => {
      showing.unsubscribe();
      unsubscribe(MALFORMED, onMalformed);
      progress?.clear();
    };
    const complete = (): void => {
      end();
      const all = [...tallies.values()];
      for (const tally of all) tally.end();
      for (const one of all.map((tally) => tally.statistics())) {
        if (json) print(JSON.stringify({ type: 'statistics', ...one }));
        else if (!alive) print(`\n${formatStatistics(one)}`);
      }
      if (probed > 0 && !hasAddress) return reject(problem ?? noAddress(all, options.family));
      if (taken > probed && !json && !alive) print(`(${taken - probed} of ${taken} targets were under way)`);
      const everyone =
        list === null ? !signal.aborted && answered === probed : all.every((tally) => tally.statistics().received > 0);
      resolve(everyone ? 0 : 1);
    };
    const error = (reason: Error): void => {
      end();
      reject(reason);
    };
    subscribe(MALFORMED, onMalformed);
    replies.pipe(takeUntilAborted(signal)).subscribe({ next: report, error, complete });
  });
}

function* chain(blocks: readonly Iterable<string>[]): Generator<string, void> {
  for (const block of blocks) yield* block;
}

function firstOf(blocks: readonly Iterable<string>[], most: number): string[] {
  const first: string[] = [];
  for (const target of chain(blocks)) if (first.push(target) === most) break;
  return first;
}

function nameOf({ target, destination }: EchoReply): string {
  return destination === null || destination === target ? target : `${target} (${destination})`;
}
