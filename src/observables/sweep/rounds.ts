import { map, type Observable } from 'rxjs';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { SweepTargetList } from './sweepTargetList.ts';
import type { SweepTarget } from './sweepTarget.ts';
import type { SweepEverySettings } from './sweepEverySettings.ts';

/**
 * A probe for each target of the latest list on each of its beats, which are one period apart.
 *
 * Every target has its place in the period. So they take their turns in the same order in every round, and one pointer
 * into that order tells whose turn it is, in constant time.
 */
export class Rounds implements ProbeSource {
  readonly timed = true;
  readonly #settings: SweepEverySettings;
  readonly #lists: Observable<Iterable<unknown>>;
  readonly #list: SweepTargetList;
  #taker!: ProbeTaker;

  /** Whose turn it is, and in which round. */
  #position = 0;
  #round = 0;
  /** Whose probes are under way, in the order in which they were taken. */
  readonly #probes = new Map<SweepProbe, SweepTarget>();
  /** The start of round 0; null before the first beat. */
  #anchor: number | null = null;
  #period = NaN;
  #paused = false;
  #listsEnded = false;
  #periodEnded = false;

  constructor(settings: SweepEverySettings, lists: Observable<Iterable<unknown>>) {
    this.#settings = settings;
    this.#lists = lists;
    this.#list = new SweepTargetList(settings.template, settings.phase === 'spread');
  }

  get done(): boolean {
    if (this.#round >= this.#settings.rounds) return true;
    return (this.#listsEnded && this.#list.targets.length === 0) || (this.#periodEnded && !(this.#period > 0));
  }

  get next(): number | null {
    if (!this.#isRunning() || this.#anchor === null) return null;
    return this.#isUndecided() ? this.#due() : this.#due() - this.#taker.lookAhead / 2;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    const { paused, period } = this.#settings;
    const { subscription } = taker;
    const error = (reason: unknown): void => taker.fail(reason);
    // Before the others: what starts paused must not send.
    if (paused !== null) subscription.add(paused.subscribe({ next: (value) => this.#setPaused(value), error }));
    // What has failed leaves the rest alone.
    if (subscription.closed) return;
    if (typeof period === 'number') {
      this.#period = period;
    } else {
      const checked = period.pipe(map((value) => checkInterval(value, 'period')));
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
    subscription.add(this.#lists.subscribe({ next: (list) => this.#setList(list), error, complete }));
  }

  take(now: number, horizon: number): SweepProbe | null {
    while (this.#isRunning()) {
      this.#anchor ??= now + (typeof this.#settings.phase === 'number' ? this.#settings.phase : 0);
      if (this.#due() > (this.#isUndecided() ? now : horizon)) return null;
      this.#leaveOut(now);
      const target = this.#list.targets[this.#position]!;
      // It may have had its turn, or its name is still being looked up.
      const isFree = target.round <= this.#round && target.lookingUp === null;
      if (isFree && target.round < this.#round) {
        this.#skip(target);
        continue;
      }
      const due = this.#due();
      this.#advance();
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
    // There is no later beat on which it could be told what was left out.
    if (this.#round >= this.#settings.rounds && target.round < this.#round) this.#skip(target);
  }

  #isRunning(): boolean {
    if (this.#paused || this.#taker.subscription.closed || this.#round >= this.#settings.rounds) return false;
    return this.#period > 0 && this.#list.targets.length > 0;
  }

  /** By the time of the next beat its target may have an address. */
  #isUndecided(): boolean {
    return this.#list.targets[this.#position]!.lookingUp !== null;
  }

  /** The time of the next beat. */
  #due(): number {
    return this.#timeOf(this.#round, this.#list.targets[this.#position]!);
  }

  #timeOf(round: number, { phase }: SweepTarget): number {
    return this.#anchor! + (round + phase) * this.#period;
  }

  #advance(): void {
    if (++this.#position < this.#list.targets.length) return;
    this.#position = 0;
    this.#round++;
  }

  #pointAt(round: number, phase: number): void {
    const { targets } = this.#list;
    this.#position = targets.findIndex((target) => target.phase >= phase);
    this.#round = round;
    if (this.#position >= 0) return;
    this.#position = 0;
    if (targets.length > 0) this.#round++;
  }

  /** When a round outlasts the period, the beats that have come meanwhile yield to those that are late. */
  #leaveOut(now: number): void {
    const late = Math.floor((now - this.#due()) / this.#period);
    // Everybody has a probe in the last round, however late. Who had a turn in this one has none in one that is jumped to.
    const last = this.#settings.rounds - (this.#position === 0 ? 1 : 2);
    this.#round = Math.max(this.#round, Math.min(this.#round + late, last));
  }

  /** Tells that a target had no probe in the rounds before this one. */
  #skip(target: SweepTarget): void {
    const due = this.#timeOf(target.round, target);
    const missed = this.#round - target.round;
    const probe = target.skip(missed);
    this.#taker.skip(probe, due, missed);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    if (paused) this.#withdraw();
    this.#paused = paused;
    if (!paused) this.#resume();
    this.#taker.pump();
  }

  #setPeriod(period: number): void {
    if (this.#anchor !== null) {
      this.#withdraw();
      const now = this.#taker.now();
      // What has passed of the period stays the same part of it.
      if (now > this.#anchor) this.#anchor = now - ((now - this.#anchor) / this.#period) * period;
    }
    this.#period = period;
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
    // The latest first: of each target only those that nothing came after.
    for (const [probe, target] of [...this.#probes].reverse()) {
      if (probe.attempt > 1 || probe.due === null || probe.due <= now || !target.putBack(probe)) continue;
      this.#cancel(probe);
      first = [probe, target];
    }
    if (first !== null) this.#pointAt(first[0].round, first[1].phase);
  }

  /** The beats go on where they would have been, but the rounds where they were: so the whole is moved by periods. */
  #resume(): void {
    if (this.#anchor === null || this.#list.targets.length === 0 || !(this.#period > 0)) return;
    const late = Math.ceil((this.#taker.now() - this.#due()) / this.#period);
    if (late > 0) this.#anchor += late * this.#period;
  }

  #setList(list: unknown): void {
    try {
      this.#replace(list);
    } catch (error) {
      return this.#taker.fail(error);
    }
    this.#taker.pump();
  }

  #replace(list: unknown): void {
    if (this.#anchor !== null) this.#withdraw();
    const current = this.#list.targets[this.#position];
    const { added, removed } = this.#list.replace(list);
    for (const [probe, target] of this.#probes) {
      if (!removed.has(target)) continue;
      // Nothing is to be told of it any more.
      target.round = Infinity;
      this.#cancel(probe);
    }
    let round = this.#round;
    let phase = current?.phase ?? 0;
    for (const target of added) {
      target.round = this.#firstRound(target, current);
      if (target.round > round || (target.round === round && target.phase >= phase)) continue;
      ({ round, phase } = target);
    }
    this.#pointAt(round, phase);
    if (current === undefined && !this.#paused) this.#resume();
  }

  /** The round of the first beat of a target that comes now. */
  #firstRound({ phase }: SweepTarget, current: SweepTarget | undefined): number {
    if (this.#anchor === null || current === undefined) return this.#round;
    if (this.#paused) return phase < current.phase ? this.#round + 1 : this.#round;
    return Math.max(0, Math.ceil((this.#taker.now() - this.#anchor) / this.#period - phase));
  }
}
