import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { NEVER, type Observable, of, takeUntil, timer } from 'rxjs';
import { type EchoReply, isOutcome, sweep, sweepEvery, takeUntilAborted } from '../../index.ts';
import { CliError } from '../cliError.ts';
import { describeError } from '../arguments/describeError.ts';
import type { SweepArguments } from '../arguments/parseArguments.ts';
import { TargetTally } from '../counts/targetTally.ts';
import { endOf } from '../output/endOf.ts';
import { chooseWriter } from '../output/chooseWriter.ts';
import { rings } from '../output/rings.ts';
import { snapshots } from '../output/snapshots.ts';
import type { Surroundings } from '../surroundings.ts';
import { stamped } from '../text/stamped.ts';
import { roundTargets, roundTargetsOf } from '../targets/roundTargets.ts';
import { sweepTargets } from '../targets/sweepTargets.ts';
import { FEW } from '../fewOf.ts';
import { noAddress } from '../text/noAddress.ts';
import { exitCodeOf } from './exitCodeOf.ts';
import { fpingLines } from './sweep/fpingLines.ts';
import { sweepLine } from './sweep/sweepLine.ts';
import { sweepProgress } from './sweep/sweepProgress.ts';
import { sweepSummary } from './sweep/sweepSummary.ts';

/** Milliseconds between two reports on the progress. */
const REFRESH = 200;
/** The channel on which the library says why a target is malformed. */
const MALFORMED = 'rxicmp:malformed';
/** The channel on which the library says that a rate is too low for the rounds. */
const RATE = 'rxicmp:rate';

/**
 * Runs `rxicmp sweep` until all rounds are over, or the signal aborts; then prints the statistics: for each target when
 * there were rounds, else for all together.
 *
 * @returns the exit code: 0 when every target answered, else 1, and 2 when nothing could be sent. The promise rejects
 * with errors of the library's streams, before anything is printed or sent.
 */
export async function sweepCommand(
  { targets: texts, options, manner }: SweepArguments,
  around: Surroundings,
): Promise<number> {
  const { signal, live, now } = around;
  const { interval, file, exclude = [] } = manner;
  const inRounds = interval !== undefined || options.rounds !== undefined;
  const wanted = sweepTargets(texts, file, exclude);
  // In rounds every target is remembered anyway; a single pass takes them one by one, however many there are.
  const list = !inRounds
    ? null
    : isSync(wanted.targets)
      ? roundTargets(wanted.targets)
      : await roundTargetsOf(wanted.targets);
  const sources = [...texts, ...(file === undefined ? [] : [file])];
  const together = sources.length === 1 ? sources[0]! : 'all';
  const tallies = new Map((list ?? [together]).map((target) => [target, new TargetTally(target)]));
  const say = (text: string): void => {
    if (live === null) around.print(text);
    else live.above(() => around.print(text));
  };
  const sayLine = stamped(manner, { print: say, now });
  const machine = chooseWriter(manner, say, options.driver);
  const fping = manner.format === 'fping' ? fpingLines(list) : null;
  const start = now();
  let probed = 0;
  let answered = 0;
  let hasAddress = false;
  /** The first targets of a single pass that have no address. */
  const nameless: { readonly target: string; readonly lookupError: string | null }[] = [];
  /** What is wrong with the latest malformed target. The outcome of that target comes next. */
  let problem: Error | null = null;
  const onMalformed = (error: unknown): void => {
    problem = error as Error;
  };
  // The message begins with the name of the option. The flag has the same name.
  const onRate = (error: unknown): void => around.tell(`rxicmp: --${(error as Error).message}\n`);

  const report = (reply: EchoReply): void => {
    tallies.get(list === null ? together : reply.target)!.add(reply);
    if (isOutcome(reply)) probed++;
    if (reply.status === 'success') answered++;
    if (reply.destination !== null) hasAddress = true;
    else if (isOutcome(reply) && nameless.length < FEW)
      nameless.push({ target: reply.target, lookupError: reply.errorCode });
    if (rings(manner, reply)) around.tell('\x07');
    if (machine !== null) {
      if (isToBeTold(manner, reply)) machine.reply(reply);
      return;
    }
    const isMalformed = reply.status === 'not-resolved' && reply.errorCode === 'EINVAL' && problem !== null;
    const why = isMalformed ? describeError(problem) : null;
    const line = fping === null ? sweepLine(manner, reply, inRounds, why) : fping.lineOf(manner, reply);
    if (line !== null) sayLine(line);
  };
  const summary = async (): Promise<void> => {
    const all = [...tallies.values()].map((tally) => tally.statistics());
    if (machine !== null) return machine.statistics(all);
    const last = fping?.summary() ?? null;
    const text =
      fping === null
        ? sweepSummary(manner, all, list === null ? [answered, probed - answered] : null, now() - start)
        : last;
    if (text !== null) say(text);
  };
  const replies: Observable<EchoReply> =
    list === null ? sweep(wanted.counted(), options) : of(list).pipe(sweepEvery(interval ?? 1000, options));

  return new Promise((resolve, reject) => {
    const progress = sweepProgress(wanted, list, options);
    const asked = snapshots(manner, around, () => void summary());
    const showing = (live === null ? NEVER : timer(REFRESH, REFRESH)).subscribe(() =>
      live?.show(progress(probed, answered, now() - start)),
    );
    const end = (): void => {
      asked.unsubscribe();
      showing.unsubscribe();
      unsubscribe(MALFORMED, onMalformed);
      unsubscribe(RATE, onRate);
      live?.clear();
    };
    const complete = async (): Promise<number> => {
      end();
      const all = [...tallies.values()];
      if (wanted.taken() === 0 && list === null && !signal.aborted)
        throw new CliError('There is no target in that.', 'write one a line.');
      await summary();
      if (probed > 0 && !hasAddress) {
        throw problem ?? (list === null ? noAddress(nameless, options.family, probed) : noAddress(all, options.family));
      }
      const isPlain = machine === null && fping === null && manner.alive !== true && manner.unreachable !== true;
      if (list === null && wanted.taken() > probed && isPlain) {
        around.print(`(${wanted.taken() - probed} of ${wanted.taken()} targets were under way)`);
      }
      const code = exitCodeOf(all.map((tally) => tally.statistics()));
      const isWhole = list !== null || (!signal.aborted && answered === probed && wanted.taken() === probed);
      return code === 0 && !isWhole ? 1 : code;
    };
    const error = (reason: Error): void => {
      end();
      reject(reason);
    };
    subscribe(MALFORMED, onMalformed);
    subscribe(RATE, onRate);
    if (machine === null && fping === null && manner.quiet !== true)
      for (const note of wanted.notes()) around.tell(`rxicmp: ${note}\n`);
    replies
      .pipe(takeUntilAborted(signal), takeUntil(endOf(manner)))
      .subscribe({ next: report, error, complete: () => resolve(complete()) });
  });
}

function isToBeTold({ alive = false, unreachable = false }: SweepArguments['manner'], { status }: EchoReply): boolean {
  return status === 'success' ? alive || !unreachable : unreachable || !alive;
}

function isSync(targets: Iterable<string> | AsyncIterable<string>): targets is Iterable<string> {
  return Symbol.iterator in targets;
}
