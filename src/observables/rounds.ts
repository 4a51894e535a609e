import { map, type Observable } from 'rxjs';
import { IcmpArgumentError } from '../errors.ts';
import { addresses } from './addresses.ts';
import { checkInterval } from './checkInterval.ts';
import type { Feed, FeedReader } from './feed.ts';
import type { Flight } from './flight.ts';
import { Station } from './station.ts';
import type { SweepEverySettings } from './sweepEverySettings.ts';
import { targetText } from './targetText.ts';

/** Multiples of it, each without its whole part, are spread evenly however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

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
  #reader!: FeedReader;

  /** By target and how often that came before in the list. */
  readonly #known = new Map<string, Station>();
  /** In the order of their phases. */
  #stations: readonly Station[] = [];
  /** Whose turn it is. */
  #position = 0;
  #round = 0;
  /** Whose probes are under way. */
  readonly #flights = new Map<Flight, Station>();
  /** The start of round 0; null before the first beat. */
  #anchor: number | null = null;
  #period = NaN;
  #paused = false;
  /** How often targets have come. */
  #arrivals = 0;
  #listsEnded = false;
  #periodEnded = false;

  constructor(settings: SweepEverySettings, lists: Observable<Iterable<unknown>>) {
    this.#settings = settings;
    this.#lists = lists;
  }

  get done(): boolean {
    if (this.#round >= this.#settings.rounds) return true;
    return (this.#listsEnded && this.#stations.length === 0) || (this.#periodEnded && !(this.#period > 0));
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
      const station = this.#stations[this.#position]!;
      // A beat whose target came when it had passed, or whose name is still being looked up, is nobody's.
      const isFree = station.round <= this.#round && station.lookingUp === null;
      if (isFree && station.round < this.#round) {
        this.#skip(station, this.#round);
        continue;
      }
      const due = this.#due();
      this.#advance();
      if (!isFree) continue;
      const flight = station.probe();
      flight.due = due;
      this.#flights.set(flight, station);
      if (flight.address === null) station.lookingUp = flight;
      station.round++;
      station.sequence++;
      return flight;
    }
    return null;
  }

  resolved(flight: Flight): void {
    const station = this.#flights.get(flight)!;
    station.lookingUp = null;
    station.locate(flight);
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
    if (this.#round >= this.#settings.rounds && station.round < this.#round) this.#skip(station, this.#round);
  }

  #isRunning(): boolean {
    if (this.#paused || this.#reader.subscription.closed || this.#round >= this.#settings.rounds) return false;
    return this.#period > 0 && this.#stations.length > 0;
  }

  /** By the time of the next beat its target may have an address. */
  #isUndecided(): boolean {
    return this.#stations[this.#position]!.lookingUp !== null;
  }

  /** The time of the next beat. */
  #due(): number {
    return this.#timeOf(this.#round, this.#stations[this.#position]!);
  }

  #timeOf(round: number, { phase }: Station): number {
    return this.#anchor! + (round + phase) * this.#period;
  }

  #advance(): void {
    if (++this.#position < this.#stations.length) return;
    this.#position = 0;
    this.#round++;
  }

  /** When a round outlasts the period, the beats that have come meanwhile yield to those that are late. */
  #leaveOut(now: number): void {
    const late = Math.floor((now - this.#due()) / this.#period);
    // The last round is late, but not left out.
    if (late > 0) this.#round += Math.min(late, this.#settings.rounds - 1 - this.#round);
  }

  /** Tells that a target has no probe in the rounds before that one. */
  #skip(station: Station, round: number): void {
    const flight = station.probe();
    const missed = round - station.round;
    const due = this.#timeOf(station.round, station);
    station.round = round;
    station.sequence += missed;
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
    let isFirst = true;
    for (const [flight, station] of this.#flights) {
      if (flight.attempt > 1 || flight.due === null || flight.due <= now) continue;
      this.#reader.cancel(flight);
      station.sequence--;
      station.round--;
      // They are in the order in which they were taken.
      if (!isFirst) continue;
      isFirst = false;
      this.#round = flight.round;
      this.#position = this.#stations.indexOf(station);
    }
  }

  /** The beats go on where they would have been, but the rounds where they were: so the whole is moved by periods. */
  #resume(): void {
    if (this.#anchor === null || this.#stations.length === 0 || !(this.#period > 0)) return;
    const late = Math.ceil((this.#reader.now() - this.#due()) / this.#period);
    if (late > 0) this.#anchor += late * this.#period;
  }

  #setList(list: unknown): void {
    try {
      this.#replace(typeof list === 'string' ? addresses(list) : list);
    } catch (error) {
      return this.#reader.fail(error);
    }
    this.#reader.pump();
  }

  #replace(list: unknown): void {
    if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
      throw new IcmpArgumentError('targets', list, 'text, or an Iterable of targets');
    }
    const { template } = this.#settings;
    if (this.#anchor !== null) this.#withdraw();
    const current = this.#stations[this.#position];
    const kept = new Set<Station>();
    const added: [key: string, given: unknown][] = [];
    const seen = new Map<string, number>();
    for (const given of list as Iterable<unknown>) {
      const key = keyOf(given, seen);
      const station = this.#known.get(key);
      if (station === undefined) {
        added.push([key, given]);
      } else {
        station.renew(given, template);
        kept.add(station);
      }
    }
    for (const [key, station] of this.#known) if (!kept.has(station)) this.#known.delete(key);
    for (const [flight, station] of this.#flights) {
      if (kept.has(station)) continue;
      // Nothing is to be told of it any more.
      station.round = Infinity;
      this.#reader.cancel(flight);
    }
    const wasEmpty = this.#stations.length === 0;
    const start = wasEmpty ? 0 : (++this.#arrivals * GOLDEN_RATIO) % 1;
    added.forEach(([key, given], i) => {
      const phase = this.#settings.phase === 'spread' ? (start + i / added.length) % 1 : 0;
      // Its beat in this round may have passed.
      const isLate = current !== undefined && phase < current.phase;
      this.#known.set(key, new Station(given, template, phase, isLate ? this.#round + 1 : this.#round));
    });
    this.#stations = [...this.#known.values()].sort((a, b) => a.phase - b.phase);
    this.#position = current === undefined ? 0 : this.#stations.findIndex(({ phase }) => phase >= current.phase);
    if (this.#position < 0) {
      this.#position = 0;
      if (this.#stations.length > 0) this.#round++;
    }
    if (wasEmpty && !this.#paused) this.#resume();
  }
}

/** One for each time that a target is in the list. */
function keyOf(given: unknown, seen: Map<string, number>): string {
  const target = targetText(given);
  const times = seen.get(target) ?? 0;
  seen.set(target, times + 1);
  return `${times} ${target}`;
}
