import { map, noop, type Subscriber } from 'rxjs';
import { BeatAhead } from './beatAhead.ts';
import { Cadence } from './cadence.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { EchoReply } from '../echoReply.ts';
import { fractionOf } from './fractionOf.ts';
import { emit } from '../probe/emit.ts';
import { follow } from '../options/follow.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import type { ProbeValue } from '../probe/probeValue.ts';
import type { PingSettings } from './pingSettings.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import type { Resolved, Unresolved } from '../options/resolution.ts';
import { SeriesLookups } from './seriesLookups.ts';
import { toReply } from '../probe/toReply.ts';
import type { SeriesBeat } from './seriesBeat.ts';

/**
 * One subscription to `ping`.
 *
 * A driver that keeps the beat gets one request for each address ahead, with the time of the beat, and the next
 * requests when these have left: there is no timer, and a busy event loop delays nothing. Otherwise, and as long as
 * there is no address, a timer waits for the beat.
 *
 * There may be very many series. So its parts are not objects that refer to each other, but classes that extend each other
 * and make one object.
 */
export class Series extends BeatAhead {
  readonly #cadence = new Cadence();
  /** Null when the target is an address. */
  readonly #lookups: SeriesLookups | null;
  /** Best first; none before the first look-up that succeeds. */
  #destinations: readonly Resolved[];
  /** From this time on there are no beats. */
  #end = Infinity;
  #paused = false;
  /** The number of the next probe, or of the one that is under way. */
  #sequence = 0;
  #remaining: number;
  /** How many milliseconds the next probe has waited for a look-up. */
  #lookupTime: number | null = null;
  /** Waits for the next beat. */
  #timer: { cancel(): void } | null = null;

  constructor(settings: PingSettings, subscriber: Subscriber<EchoReply<unknown>>) {
    super(settings, subscriber);
    const { template, target, numeric } = settings;
    this.#lookups = numeric === null ? new SeriesLookups(template, target, subscriber) : null;
    this.#destinations = numeric === null ? [] : [numeric];
    this.#remaining = template.count;
  }

  start(): void {
    const { paused, interval, duration } = this.template;
    const { subscriber } = this;
    // Before anything else: if this process may not ping, the subscriber is told at once.
    if (this.#lookups === null && !this.#mayPing(this.#destinations[0]!.family)) return;
    if (duration !== Infinity) {
      this.#end = this.clock.now() + duration;
      this.#awaitEnd();
    }
    const error = (reason: unknown): void => subscriber.error(reason);
    // Before the interval: a series that is paused from the start must not send.
    if (paused !== null) {
      follow(paused, subscriber, { next: (value) => this.#setPaused(value), error, complete: noop });
    }
    if (subscriber.closed) return;
    if (typeof interval === 'number') return this.#setInterval(interval);
    const complete = (): void => {
      if (!this.#cadence.ready) subscriber.complete();
    };
    const intervals = interval.pipe(map((value) => checkInterval(value)));
    follow(intervals, subscriber, { next: (value) => this.#setInterval(value), error, complete });
  }

  /** @returns false when the series has failed. */
  #mayPing(family: 4 | 6): boolean {
    try {
      this.open(family);
    } catch (error) {
      // An error that may pass becomes an outcome on each beat.
      if (unsentReason(error, false) === null) this.subscriber.error(error);
    }
    return !this.subscriber.closed;
  }

  #setInterval(interval: number): void {
    this.#withdraw();
    this.deliverBy(interval);
    this.#cadence.change(interval, this.clock.now(), this.#isUnderWay());
    this.run();
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#withdraw();
    if (!paused && !this.#isUnderWay()) this.#cadence.resume(this.clock.now());
    this.run();
  }

  #isUnderWay(): boolean {
    return this.isQueued || this.#isWithoutAddress();
  }

  /** Whether a beat waits for the first look-up that succeeds. */
  #isWithoutAddress(): boolean {
    return this.#destinations.length === 0 && this.#lookups!.isUnderWay;
  }

  /** Takes back the requests and the timer that wait for a beat. */
  #withdraw(): void {
    this.#timer?.cancel();
    this.#timer = null;
    // A request whose time has come may have left, so it stays.
    if (this.isQueued && this.#cadence.next() > this.clock.now()) this.cancelBeat();
  }

  #awaitEnd(): void {
    this.delays.add(this.#end - this.clock.now(), () => {
      if (this.clock.now() < this.#end) this.#awaitEnd();
      else this.run();
    });
  }

  /** Does everything that can be done now. Called after each change, which may happen within a step's `next`. */
  protected run(): void {
    while (this.#step());
    if (this.#remaining === 0 && this.underWay === 0) this.subscriber.complete();
  }

  /** @returns whether there may be more to do. */
  #step(): boolean {
    const cadence = this.#cadence;
    if (this.subscriber.closed || this.#remaining === 0 || this.#isUnderWay()) return false;
    const now = this.clock.now();
    if (now >= this.#end) return this.#expire();
    if (this.#paused || !cadence.ready || this.#timer !== null) return false;
    const missed = cadence.missed(now);
    if (missed > 0) {
      this.#skip(missed);
      return true;
    }
    if (!cadence.isStarted) cadence.start(now + this.#phase());
    const beat = cadence.next();
    if (beat >= this.#end) {
      // If the interval is a stream, its next value may bring a beat before the end.
      if (typeof this.template.interval === 'number') this.#remaining = 0;
      return false;
    }
    const needsLookup = this.#destinations.length === 0;
    const canQueue = this.canQueue && !needsLookup;
    if (beat > now && !canQueue) {
      this.#timer = this.delays.add(beat - now, () => {
        this.#timer = null;
        this.run();
      });
      return false;
    }
    if (!needsLookup) return this.sendBeat(this.#beat(), beat, this.#destinations);
    this.#lookUp(this.#beat());
    return false;
  }

  /** How long after the start the first beat is. */
  #phase(): number {
    const { phase } = this.template;
    if (typeof phase === 'number') return phase;
    return phase === 'spread' ? fractionOf(this.target) * this.#cadence.interval : 0;
  }

  /** The end has come: emits that beats before it were missed. */
  #expire(): boolean {
    const missed = this.#paused ? 0 : this.#cadence.before(this.#end);
    this.#remaining = 0;
    if (missed > 0) this.#skip(missed);
    return false;
  }

  #skip(missed: number): void {
    const all = this.#destinations;
    const sentAt = this.clock.epoch(this.#cadence.next());
    const probe = this.#probe(all.length === 1 ? all[0]!.address : null, this.#lookupTime);
    this.#cadence.advance(missed);
    this.#sequence += missed;
    emit(this.subscriber, toReply(probe, 'skipped', nothingSent(sentAt, null), this.template.request.wantData, missed));
  }

  /** Looks the name up. The first beats wait for that. Once there is an address, beats go on during a look-up. */
  #lookUp(beat: SeriesBeat): void {
    const isFirst = this.#destinations.length === 0;
    const onFound = (found: readonly Resolved[]): void => {
      const now = this.clock.now();
      // A slow look-up must not make the series begin with a skipped value, or with two probes at once.
      if (isFirst && now < this.#end && this.#cadence.missed(now) > 0) this.#cadence.start(now);
      this.#withdraw();
      this.#destinations = found;
      this.#lookupTime = found[0]!.lookupTime;
      this.run();
    };
    const onFailed = (reason: Unresolved): void => {
      const last = isFirst ? null : this.#destinations[0]!.address;
      const probe = { ...this.#probe(last, reason.lookupTime), sequence: beat.sequence };
      if (isFirst) this.advance(beat);
      const nothing = nothingSent(wallTime(this.clock.timers), reason);
      emit(this.subscriber, toReply(probe, 'not-resolved', nothing, this.template.request.wantData));
      this.run();
    };
    try {
      this.#lookups!.start(onFound, onFailed);
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  /** The next probe, for a value that says why it is not sent. */
  #probe(destination: string | null, lookupTime: number | null): ProbeValue {
    const { target, tag } = this;
    return { target, tag, destination, lookupTime, sequence: this.#sequence, round: 0, attempt: 1 };
  }

  #beat(): SeriesBeat {
    return { sequence: this.#sequence, lookupTime: this.#lookupTime };
  }

  protected advance(beat: SeriesBeat): void {
    const at = this.#cadence.next();
    this.#cadence.advance();
    this.#sequence++;
    this.#remaining--;
    this.#lookupTime = null;
    const goesOn = this.#destinations.length > 0 && this.#remaining > 0;
    if (this.#lookups !== null && goesOn && this.#lookups.areDue(at)) this.#lookUp(beat);
  }
}
