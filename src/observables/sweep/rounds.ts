import { map, type Observable } from 'rxjs';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { Feed, FeedReader } from './probeSource.ts';
import type { Flight } from './sweepProbe.ts';
import { Roster } from './sweepTargets.ts';
import type { Station } from './sweepTarget.ts';
import type { SweepEverySettings } from './sweepEverySettings.ts';

/**
 * A probe for each target of the latest list on each of its beats, which are one period apart.
 *
 * Every target has its place in the period. So they take their turns in the same order in every round, and one pointer
 * into that order tells whose turn it is, in constant time.
 */
export class Rounds implements Feed {
  readonly timed = true;
  readonly #settings: SweepEverySettings;
  readonly #lists: Observable<Iterable<unknown>>;
  readonly #roster: Roster;
  #reader!: FeedReader;

  /** Whose turn it is, and in which round. */
  #position = 0;
  #round = 0;
  /** Whose probes are under way, in the order in which they were taken. */
  readonly #flights = new Map<Flight, Station>();
  /** The start of round 0; null before the first beat. */
  #anchor: number | null = null;
  #period = NaN;
  #paused = false;
  #listsEnded = false;
  #periodEnded = false;

  constructor(settings: SweepEverySettings, lists: Observable<Iterable<unknown>>) {
    this.#settings = settings;
    this.#lists = lists;
    this.#roster = new Roster(settings.template, settings.phase === 'spread');
  }

  get done(): boolean {
    if (this.#round >= this.#settings.rounds) return true;
    return (this.#listsEnded && this.#roster.stations.length === 0) || (this.#periodEnded && !(this.#period > 0));
  }

  get next(): number | null {
    if (!this.#isRunning() || this.#anchor === null) return null;
    return this.#isUndecided() ? this.#due() : this.#due() - this.#reader.lookAhead / 2;
  }

  start(reader: FeedReader): void {
    this.#reader = reader;
    const { paused, period } = this.#settings;
    const { subscription } = reader;
    const error = (reason: unknown): void => reader.fail(reason);
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
        reader.pump();
      };
      subscription.add(checked.subscribe({ next: (value) => this.#setPeriod(value), error, complete }));
    }
    if (subscription.closed) return;
    const complete = (): void => {
      this.#listsEnded = true;
      reader.pump();
    };
    subscription.add(this.#lists.subscribe({ next: (list) => this.#setList(list), error, complete }));
  }

  take(now: number, horizon: number): Flight | null {
    while (this.#isRunning()) {
      this.#anchor ??= now + (typeof this.#settings.phase === 'number' ? this.#settings.phase : 0);
      if (this.#due() > (this.#isUndecided() ? now : horizon)) return null;
      this.#leaveOut(now);
      const station = this.#roster.stations[this.#position]!;
      // It may have had its turn, or its name is still being looked up.
      const isFree = station.round <= this.#round && station.lookingUp === null;
      if (isFree && station.round < this.#round) {
        this.#skip(station);
        continue;
      }
      const due = this.#due();
      this.#advance();
      if (!isFree) continue;
      const flight = station.take(due);
      this.#flights.set(flight, station);
      return flight;
    }
    return null;
  }

  resolved(flight: Flight): void {
    this.#flights.get(flight)!.locate(flight);
  }

  retried(flight: Flight, next: Flight): void {
    const station = this.#flights.get(flight)!;
    this.#flights.set(next, station);
    if (station.lookingUp === flight) station.lookingUp = next;
  }

  ended(flight: Flight): void {
    const station = this.#flights.get(flight)!;
    this.#flights.delete(flight);
    if (station.lookingUp !== flight) return;
    station.lookingUp = null;
    // There is no later beat on which it could be told what was left out.
    if (this.#round >= this.#settings.rounds && station.round < this.#round) this.#skip(station);
  }

  #isRunning(): boolean {
    if (this.#paused || this.#reader.subscription.closed || this.#round >= this.#settings.rounds) return false;
    return this.#period > 0 && this.#roster.stations.length > 0;
  }

  /** By the time of the next beat its target may have an address. */
  #isUndecided(): boolean {
    return this.#roster.stations[this.#position]!.lookingUp !== null;
  }

  /** The time of the next beat. */
  #due(): number {
    return this.#timeOf(this.#round, this.#roster.stations[this.#position]!);
  }

  #timeOf(round: number, { phase }: Station): number {
    return this.#anchor! + (round + phase) * this.#period;
  }

  #advance(): void {
    if (++this.#position < this.#roster.stations.length) return;
    this.#position = 0;
    this.#round++;
  }

  #pointAt(round: number, phase: number): void {
    const { stations } = this.#roster;
    this.#position = stations.findIndex((station) => station.phase >= phase);
    this.#round = round;
    if (this.#position >= 0) return;
    this.#position = 0;
    if (stations.length > 0) this.#round++;
  }

  /** When a round outlasts the period, the beats that have come meanwhile yield to those that are late. */
  #leaveOut(now: number): void {
    const late = Math.floor((now - this.#due()) / this.#period);
    // Everybody has a probe in the last round, however late. Who had a turn in this one has none in one that is jumped to.
    const last = this.#settings.rounds - (this.#position === 0 ? 1 : 2);
    this.#round = Math.max(this.#round, Math.min(this.#round + late, last));
  }

  /** Tells that a target had no probe in the rounds before this one. */
  #skip(station: Station): void {
    const due = this.#timeOf(station.round, station);
    const missed = this.#round - station.round;
    const flight = station.skip(missed);
    this.#reader.skip(flight, due, missed);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    if (paused) this.#withdraw();
    this.#paused = paused;
    if (!paused) this.#resume();
    this.#reader.pump();
  }

  #setPeriod(period: number): void {
    if (this.#anchor !== null) {
      this.#withdraw();
      const now = this.#reader.now();
      // What has passed of the period stays the same part of it.
      if (now > this.#anchor) this.#anchor = now - ((now - this.#anchor) / this.#period) * period;
    }
    this.#period = period;
    this.#reader.pump();
  }

  /** Takes back what the driver holds until its time. */
  #withdraw(): void {
    const now = this.#reader.now();
    let first: readonly [Flight, Station] | null = null;
    // The latest first: of each target only those that nothing came after.
    for (const [flight, station] of [...this.#flights].reverse()) {
      if (flight.attempt > 1 || flight.due === null || flight.due <= now || !station.putBack(flight)) continue;
      this.#reader.cancel(flight);
      first = [flight, station];
    }
    if (first !== null) this.#pointAt(first[0].round, first[1].phase);
  }

  /** The beats go on where they would have been, but the rounds where they were: so the whole is moved by periods. */
  #resume(): void {
    if (this.#anchor === null || this.#roster.stations.length === 0 || !(this.#period > 0)) return;
    const late = Math.ceil((this.#reader.now() - this.#due()) / this.#period);
    if (late > 0) this.#anchor += late * this.#period;
  }

  #setList(list: unknown): void {
    try {
      this.#replace(list);
    } catch (error) {
      return this.#reader.fail(error);
    }
    this.#reader.pump();
  }

  #replace(list: unknown): void {
    if (this.#anchor !== null) this.#withdraw();
    const current = this.#roster.stations[this.#position];
    const { added, removed } = this.#roster.replace(list);
    for (const [flight, station] of this.#flights) {
      if (!removed.has(station)) continue;
      // Nothing is to be told of it any more.
      station.round = Infinity;
      this.#reader.cancel(flight);
    }
    let round = this.#round;
    let phase = current?.phase ?? 0;
    for (const station of added) {
      station.round = this.#firstRound(station, current);
      if (station.round > round || (station.round === round && station.phase >= phase)) continue;
      ({ round, phase } = station);
    }
    this.#pointAt(round, phase);
    if (current === undefined && !this.#paused) this.#resume();
  }

  /** The round of the first beat of a target that comes now. */
  #firstRound({ phase }: Station, current: Station | undefined): number {
    if (this.#anchor === null || current === undefined) return this.#round;
    if (this.#paused) return phase < current.phase ? this.#round + 1 : this.#round;
    return Math.max(0, Math.ceil((this.#reader.now() - this.#anchor) / this.#period - phase));
  }
}
