import { map, type Observable } from 'rxjs';
import { keepContext } from '../probe/keepContext.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import { Queue } from './queue.ts';
import { RateWatch } from './rateWatch.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { SweepTargetList } from './sweepTargetList.ts';
import type { SweepTarget } from './sweepTarget.ts';
import { Turns } from './turns.ts';
import type { SweepEverySettings } from './sweepEverySettings.ts';

/** A probe for each target of the latest list on each of its beats, which are one period apart. */
export class Rounds implements ProbeSource {
  readonly timed = true;
  readonly #settings: SweepEverySettings;
  readonly #lists: Observable<Iterable<unknown>>;
  readonly #list: SweepTargetList;
  readonly #turns: Turns;
  readonly #rateWatch: RateWatch;
  #taker!: ProbeTaker;

  /** The probes under way and their targets, in the order in which they were taken. */
  readonly #probes = new Map<SweepProbe, SweepTarget>();
  /** Targets that have left the list, each as the probe that it would have had next, until that is told. */
  readonly #removed = new Queue<SweepProbe>();
  #paused = false;
  #listsEnded = false;
  #periodEnded = false;

  constructor(settings: SweepEverySettings, lists: Observable<Iterable<unknown>>) {
    this.#settings = settings;
    this.#lists = lists;
    const { template, phase, rounds, pace } = settings;
    this.#list = new SweepTargetList(template, phase === 'spread');
    this.#turns = new Turns(rounds, typeof phase === 'number' ? phase : 0);
    this.#rateWatch = new RateWatch(pace?.rate ?? Infinity);
  }

  get done(): boolean {
    const { isOver, targets, period } = this.#turns;
    if (this.#removed.length > 0) return false;
    return isOver || (this.#listsEnded && targets.length === 0) || (this.#periodEnded && !(period > 0));
  }

  get next(): number | null {
    if (!this.#isRunning() || !this.#turns.hasStarted) return null;
    return this.#isUndecided() ? this.#turns.due() : this.#turns.due() - this.#taker.lookAhead / 2;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    const { paused, period } = this.#settings;
    const { subscription } = taker;
    const error = (reason: unknown): void => taker.fail(reason);
    // Before the others: a sweep that is paused from the start must not send.
    if (paused !== null)
      subscription.add(paused.pipe(keepContext).subscribe({ next: (value) => this.#setPaused(value), error }));
    if (subscription.closed) return;
    if (typeof period === 'number') {
      this.#turns.period = period;
    } else {
      const checked = period.pipe(
        keepContext,
        map((value) => checkInterval(value, 'period')),
      );
      const complete = (): void => {
        this.#periodEnded = true;
        taker.pump();
      };
      subscription.add(checked.subscribe({ next: (value) => this.#setPeriod(value), error, complete }));
    }
    if (subscription.closed) return;
    const complete = (): void => {
      this.#listsEnded = true;
      taker.pump();
    };
    subscription.add(this.#lists.pipe(keepContext).subscribe({ next: (list) => this.#setList(list), error, complete }));
  }

  take(now: number, horizon: number): SweepProbe | null {
    const turns = this.#turns;
    while (this.#isRunning()) {
      turns.start(now);
      if (turns.due() > (this.#isUndecided() ? now : horizon)) return null;
      turns.leaveOut(now);
      const target = turns.target!;
      // The target is not free when it has had its turn, or while its name is being looked up.
      const isFree = target.round <= turns.round && target.lookingUp === null;
      if (isFree && target.round < turns.round) {
        this.#skip(target);
        continue;
      }
      const due = turns.due();
      turns.advance();
      if (!isFree) continue;
      const probe = target.take(due);
      this.#probes.set(probe, target);
      return probe;
    }
    return null;
  }

  resolved(probe: SweepProbe): void {
    this.#probes.get(probe)!.locate(probe);
  }

  retried(probe: SweepProbe, next: SweepProbe): void {
    const target = this.#probes.get(probe)!;
    this.#probes.set(next, target);
    if (target.lookingUp === probe) target.lookingUp = next;
  }

  ended(probe: SweepProbe): void {
    const target = this.#probes.get(probe)!;
    this.#probes.delete(probe);
    if (target.lookingUp !== probe) return;
    target.lookingUp = null;
    // No beat comes after this one: what was left out is told now.
    if (this.#turns.isOver && target.round < this.#turns.round) this.#skip(target);
  }

  #isRunning(): boolean {
    const { isOver, targets, period } = this.#turns;
    return !this.#paused && !this.#taker.subscription.closed && !isOver && period > 0 && targets.length > 0;
  }

  /** The target of the next beat is being looked up, and may have an address when the beat comes. */
  #isUndecided(): boolean {
    return this.#turns.target!.lookingUp !== null;
  }

  /** Tells that a target had no probe in the rounds before this one. */
  #skip(target: SweepTarget): void {
    const due = this.#turns.timeOf(target.round, target);
    const missed = this.#turns.round - target.round;
    const probe = target.skip(missed);
    this.#taker.skip(probe, due, missed);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    if (paused) this.#withdraw();
    this.#paused = paused;
    if (!paused) this.#turns.resume(this.#taker.now());
    this.#taker.pump();
  }

  #setPeriod(period: number): void {
    if (this.#turns.hasStarted) this.#withdraw();
    this.#turns.changePeriod(period, this.#taker.now());
    this.#rateWatch.check(this.#turns.targets.length, period);
    this.#taker.pump();
  }

  #cancel(probe: SweepProbe): void {
    this.#probes.delete(probe);
    this.#taker.cancel(probe);
  }

  /** Takes back what the driver holds until its time. */
  #withdraw(): void {
    const now = this.#taker.now();
    let first: readonly [SweepProbe, SweepTarget] | null = null;
    // The latest first: a probe can be taken back only when no later probe of its target is left.
    for (const [probe, target] of [...this.#probes].reverse()) {
      if (probe.attempt > 1 || probe.due === null || probe.due <= now || !target.putBack(probe)) continue;
      this.#cancel(probe);
      first = [probe, target];
    }
    if (first !== null) this.#turns.pointAt(first[0].round, first[1].phase);
  }

  #setList(list: unknown): void {
    try {
      this.#replace(list);
    } catch (error) {
      return this.#taker.fail(error);
    }
    this.#tellRemoved();
    this.#taker.pump();
  }

  /** Whoever is told may change the list at once: what left before is told before what leaves then. */
  #tellRemoved(): void {
    for (let probe; (probe = this.#removed.shift()) !== undefined;) this.#taker.remove(probe);
  }

  #replace(list: unknown): void {
    const turns = this.#turns;
    if (turns.hasStarted) this.#withdraw();
    const current = turns.target;
    const { added, removed } = this.#list.replace(list);
    turns.targets = this.#list.targets;
    this.#rateWatch.check(turns.targets.length, turns.period);
    for (const [probe, target] of this.#probes) if (removed.has(target)) this.#cancel(probe);
    for (const target of removed) this.#removed.push(target.leave());
    let { round } = turns;
    let phase = current?.phase ?? 0;
    for (const target of added) {
      target.round = this.#firstRound(target, current);
      if (target.round > round || (target.round === round && target.phase >= phase)) continue;
      ({ round, phase } = target);
    }
    turns.pointAt(round, phase);
    if (current === undefined && !this.#paused) turns.resume(this.#taker.now());
  }

  /** The round of the first beat of a target that comes now. */
  #firstRound(target: SweepTarget, current: SweepTarget | undefined): number {
    const turns = this.#turns;
    if (!turns.hasStarted || current === undefined) return turns.round;
    if (this.#paused) return target.phase < current.phase ? turns.round + 1 : turns.round;
    return turns.roundFrom(this.#taker.now(), target);
  }
}
