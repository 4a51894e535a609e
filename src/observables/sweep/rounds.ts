import { map, noop, type Observable } from 'rxjs';
import { follow } from '../options/follow.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import { Queue } from '../pacer/queue.ts';
import { readList } from './readList.ts';
import { RateWatch } from './rateWatch.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { SweepTargetList } from './sweepTargetList.ts';
import type { SweepTarget } from './sweepTarget.ts';
import { BeatOrder } from './beatOrder.ts';
import type { SweepEverySettings } from './sweepEverySettings.ts';

/** A probe for each target of the latest list on each of its beats, which are one interval apart. */
export class Rounds implements ProbeSource {
  readonly timed = true;
  readonly #settings: SweepEverySettings;
  readonly #lists: Observable<Iterable<unknown>>;
  readonly #list: SweepTargetList;
  readonly #order: BeatOrder;
  readonly #rateWatch: RateWatch;
  #taker!: ProbeTaker;

  /** The probes under way and their targets, in the order in which they were taken. */
  readonly #probes = new Map<SweepProbe, SweepTarget>();
  /** Targets that have left the list, each as the probe that it would have had next, until `'removed'` is emitted. */
  readonly #removed = new Queue<SweepProbe>();
  /** How many lists have come. */
  #listCount = 0;
  #paused = false;
  #listsEnded = false;
  #intervalEnded = false;

  constructor(settings: SweepEverySettings, lists: Observable<Iterable<unknown>>) {
    this.#settings = settings;
    this.#lists = lists;
    const { template, phase, rounds, pace } = settings;
    this.#list = new SweepTargetList(template, phase === 'spread');
    this.#order = new BeatOrder(rounds, typeof phase === 'number' ? phase : 0);
    this.#rateWatch = new RateWatch(pace?.rate ?? Infinity);
  }

  get done(): boolean {
    const { isOver, targets, interval } = this.#order;
    if (this.#removed.length > 0) return false;
    return isOver || (this.#listsEnded && targets.length === 0) || (this.#intervalEnded && !(interval > 0));
  }

  get next(): number | null {
    if (!this.#isRunning() || !this.#order.hasStarted) return null;
    return this.#isUndecided() ? this.#order.due() : this.#order.due() - this.#taker.lookAhead / 2;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    const { paused, interval } = this.#settings;
    const { subscription } = taker;
    const error = (reason: unknown): void => taker.fail(reason);
    // Before the others: a sweep that is paused from the start must not send.
    if (paused !== null) {
      follow(paused, subscription, { next: (value) => this.#setPaused(value), error, complete: noop });
    }
    if (typeof interval === 'number') {
      this.#order.interval = interval;
      taker.setInterval(interval);
    } else {
      const checked = interval.pipe(map((value) => checkInterval(value)));
      const complete = (): void => {
        this.#intervalEnded = true;
        taker.pump();
      };
      follow(checked, subscription, { next: (value) => this.#setInterval(value), error, complete });
    }
    const complete = (): void => {
      this.#listsEnded = true;
      taker.pump();
    };
    follow(this.#lists, subscription, { next: (list) => this.#setList(list), error, complete });
  }

  take(now: number, horizon: number): SweepProbe | null {
    const order = this.#order;
    while (this.#isRunning()) {
      order.start(now);
      if (order.due() > (this.#isUndecided() ? now : horizon)) return null;
      order.leaveOut(now);
      const target = order.target!;
      // The target is not free when it has had its turn, or while its name is being looked up.
      const isFree = target.round <= order.round && target.lookingUp === null;
      if (isFree && target.round < order.round) {
        this.#skip(target);
        continue;
      }
      const due = order.due();
      order.advance();
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
    // No beat comes after this one, so what was left out is emitted now.
    if (this.#order.isOver && target.round < this.#order.round) this.#skip(target);
  }

  #isRunning(): boolean {
    const { isOver, targets, interval } = this.#order;
    return !this.#paused && !this.#taker.subscription.closed && !isOver && interval > 0 && targets.length > 0;
  }

  /** The target of the next beat is being looked up, and may have an address when the beat comes. */
  #isUndecided(): boolean {
    return this.#order.target!.lookingUp !== null;
  }

  /** Emits that a target had no probe in the rounds before this one. */
  #skip(target: SweepTarget): void {
    const due = this.#order.timeOf(target.round, target);
    const missed = this.#order.round - target.round;
    const probe = target.skip(missed);
    this.#taker.skip(probe, due, missed);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    if (paused) this.#withdraw();
    this.#paused = paused;
    if (!paused) this.#order.resume(this.#taker.now());
    this.#taker.pump();
  }

  #setInterval(interval: number): void {
    if (this.#order.hasStarted) this.#withdraw();
    this.#order.changeInterval(interval, this.#taker.now());
    this.#taker.setInterval(interval);
    this.#rateWatch.check(this.#order.targets.length, interval);
    this.#taker.pump();
  }

  #cancel(probe: SweepProbe): void {
    this.#probes.delete(probe);
    this.#taker.cancel(probe);
  }

  /** Takes back the probes that the driver holds until their time. */
  #withdraw(): void {
    const now = this.#taker.now();
    let first: readonly [SweepProbe, SweepTarget] | null = null;
    // The latest first: a probe can be taken back only when no later probe of its target is left.
    for (const [probe, target] of [...this.#probes].reverse()) {
      if (probe.attempt > 1 || probe.due === null || probe.due <= now || !target.putBack(probe)) continue;
      this.#cancel(probe);
      first = [probe, target];
    }
    if (first !== null) this.#order.pointAt(first[0].round, first[1].phase);
  }

  #setList(list: unknown): void {
    const number = ++this.#listCount;
    const isWanted = (): boolean => number === this.#listCount && !this.#taker.subscription.closed;
    try {
      const targets = readList(list, isWanted);
      if (targets !== null) this.#replace(targets);
    } catch (error) {
      return this.#taker.fail(error);
    }
    this.#tellRemoved();
    this.#taker.pump();
  }

  /** A subscriber may change the list at once: targets that left before are emitted before those that leave then. */
  #tellRemoved(): void {
    for (let probe; (probe = this.#removed.shift()) !== undefined;) this.#taker.remove(probe);
  }

  #replace(list: readonly unknown[]): void {
    const order = this.#order;
    if (order.hasStarted) this.#withdraw();
    const current = order.target;
    const { added, removed } = this.#list.replace(list, order.interval);
    order.targets = this.#list.targets;
    this.#rateWatch.check(order.targets.length, order.interval);
    for (const [probe, target] of this.#probes) if (removed.has(target)) this.#cancel(probe);
    for (const target of removed) this.#removed.push(target.leave());
    let { round } = order;
    let phase = current?.phase ?? 0;
    for (const target of added) {
      target.round = this.#firstRound(target, current);
      if (target.round > round || (target.round === round && target.phase >= phase)) continue;
      ({ round, phase } = target);
    }
    order.pointAt(round, phase);
    if (current === undefined && !this.#paused) order.resume(this.#taker.now());
  }

  /** The round of the first beat of a target that joins now. */
  #firstRound(target: SweepTarget, current: SweepTarget | undefined): number {
    const order = this.#order;
    if (!order.hasStarted || current === undefined) return order.round;
    if (this.#paused) return target.phase < current.phase ? order.round + 1 : order.round;
    return order.roundFrom(this.#taker.now(), target);
  }
}
