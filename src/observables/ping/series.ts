import { map, noop, type Subscriber } from 'rxjs';
import { BeatAhead } from './beatAhead.ts';
import { Cadence } from './cadence.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import { Delays } from '../pacer/delays.ts';
import { Destinations } from './destinations.ts';
import type { EchoReply } from '../echoReply.ts';
import { fractionOf } from './fractionOf.ts';
import { emit } from '../probe/emit.ts';
import { follow } from '../options/follow.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import type { ProbeValue } from '../probe/probeValue.ts';
import type { PingSettings } from './pingSettings.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import type { Unresolved } from '../options/resolution.ts';
import { SeriesSender } from './seriesSender.ts';
import { StreamClock } from '../pacer/streamClock.ts';
import { toReply } from '../probe/toReply.ts';
import type { SeriesBeat } from './seriesBeat.ts';

/**
 * One subscription to `ping`.
 *
 * A driver that keeps the beat gets one request for each address ahead, with the time of the beat, and the next
 * requests when these have left: there is no timer, and a busy event loop delays nothing. Otherwise, and as long as
 * there is no address, a timer waits for the beat.
 */
export class Series {
  readonly #settings: PingSettings;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #cadence: Cadence;
  readonly #clock: StreamClock;
  readonly #delays: Delays;
  readonly #sender: SeriesSender;
  readonly #ahead: BeatAhead;
  readonly #destinations: Destinations;

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
    const { driver, scheduler, phase, target } = settings;
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#clock = new StreamClock(driver, scheduler);
    this.#delays = new Delays(subscriber, this.#clock.timers, settings.keepAlive);
    const listener = { departed: (beat: SeriesBeat) => this.#ahead.departed(beat), run: () => this.#run() };
    this.#sender = new SeriesSender(settings, subscriber, listener, this.#delays, this.#clock);
    this.#ahead = new BeatAhead(this.#sender, this.#clock, subscriber, (beat) => this.#advance(beat));
    this.#destinations = new Destinations(settings, subscriber, this.#clock);
    this.#remaining = settings.count;
    this.#cadence = new Cadence((interval) => {
      if (typeof phase === 'number') return phase;
      return phase === 'spread' ? fractionOf(target) * interval : 0;
    });
  }

  start(): void {
    const { numeric, paused, interval, duration } = this.#settings;
    const subscriber = this.#subscriber;
    // Before anything else: if this process may not ping, the subscriber is told at once.
    if (numeric !== null && !this.#open(numeric.family)) return;
    if (duration !== Infinity) {
      this.#end = this.#clock.now() + duration;
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
  #open(family: 4 | 6): boolean {
    try {
      this.#sender.open(family);
    } catch (error) {
      // An error that may pass becomes an outcome on each beat.
      if (unsentReason(error, false) === null) this.#subscriber.error(error);
    }
    return !this.#subscriber.closed;
  }

  #setInterval(interval: number): void {
    this.#withdraw();
    this.#sender.setInterval(interval);
    this.#cadence.change(interval, this.#clock.now(), this.#isUnderWay());
    this.#run();
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#withdraw();
    if (!paused && !this.#isUnderWay()) this.#cadence.resume(this.#clock.now());
    this.#run();
  }

  #isUnderWay(): boolean {
    return this.#ahead.isQueued || this.#isWithoutAddress();
  }

  /** Whether a beat waits for the first look-up that succeeds. */
  #isWithoutAddress(): boolean {
    return this.#destinations.isLookingUp && this.#destinations.all.length === 0;
  }

  /** Takes back the requests and the timer that wait for a beat. */
  #withdraw(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#ahead.withdraw();
  }

  #awaitEnd(): void {
    this.#delays.add(this.#end - this.#clock.now(), () => {
      if (this.#clock.now() < this.#end) this.#awaitEnd();
      else this.#run();
    });
  }

  /** Does everything that can be done now. Called after each change, which may happen within a step's `next`. */
  #run(): void {
    while (this.#step());
    if (this.#remaining === 0 && this.#sender.underWay === 0) this.#subscriber.complete();
  }

  /** @returns whether there may be more to do. */
  #step(): boolean {
    const cadence = this.#cadence;
    if (this.#subscriber.closed || this.#remaining === 0 || this.#isUnderWay()) return false;
    const now = this.#clock.now();
    if (now >= this.#end) return this.#expire(now);
    if (this.#paused || !cadence.ready || this.#timer !== null) return false;
    const missed = cadence.missed(now);
    if (missed > 0) {
      this.#skip(missed, now);
      return true;
    }
    const beat = cadence.next(now);
    if (beat >= this.#end) {
      // If the interval is a stream, its next value may bring a beat before the end.
      if (typeof this.#settings.interval === 'number') this.#remaining = 0;
      return false;
    }
    const needsLookup = this.#destinations.all.length === 0;
    const canQueue = this.#ahead.canQueue && !needsLookup;
    if (beat > now && !canQueue) {
      this.#timer = this.#delays.add(beat - now, () => {
        this.#timer = null;
        this.#run();
      });
      return false;
    }
    if (!needsLookup) return this.#ahead.send(this.#beat(beat), this.#destinations.all);
    this.#lookUp(this.#beat(beat));
    return false;
  }

  /** The end has come: emits that beats before it were missed. */
  #expire(now: number): boolean {
    const missed = this.#paused ? 0 : this.#cadence.before(this.#end);
    this.#remaining = 0;
    if (missed > 0) this.#skip(missed, now);
    return false;
  }

  #skip(missed: number, now: number): void {
    const { all } = this.#destinations;
    const sentAt = this.#clock.epoch(this.#cadence.next(now));
    const probe = this.#probe(all.length === 1 ? all[0]!.address : null, this.#lookupTime);
    this.#cadence.advance(missed);
    this.#sequence += missed;
    emit(
      this.#subscriber,
      toReply(probe, 'skipped', nothingSent(sentAt, null), this.#settings.request.wantData, missed),
    );
  }

  /** Looks the name up. The first beats wait for that. Once there is an address, beats go on during a look-up. */
  #lookUp(beat: SeriesBeat): void {
    const isFirst = this.#destinations.all.length === 0;
    const onFound = (lookupTime: number | null): void => {
      const now = this.#clock.now();
      // A slow look-up must not make the series begin with a skipped value, or with two probes at once.
      if (isFirst && now < this.#end && this.#cadence.missed(now) > 0) this.#cadence.restart(now);
      this.#withdraw();
      this.#lookupTime = lookupTime;
      this.#run();
    };
    const onFailed = (reason: Unresolved): void => {
      const last = isFirst ? null : this.#destinations.all[0]!.address;
      const probe = { ...this.#probe(last, reason.lookupTime), sequence: beat.sequence };
      if (isFirst) this.#advance(beat);
      const nothing = nothingSent(wallTime(this.#clock.timers), reason);
      emit(this.#subscriber, toReply(probe, 'not-resolved', nothing, this.#settings.request.wantData));
      this.#run();
    };
    try {
      this.#destinations.lookUp(onFound, onFailed);
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  /** The next probe, for a value that says why it is not sent. */
  #probe(destination: string | null, lookupTime: number | null): ProbeValue {
    const { target, tag } = this.#settings;
    return { target, tag, destination, lookupTime, sequence: this.#sequence, round: 0, attempt: 1 };
  }

  #beat(at: number): SeriesBeat {
    return { sequence: this.#sequence, at, lookupTime: this.#lookupTime, probes: [] };
  }

  /** A beat has passed, and the next one is to come. */
  #advance(beat: SeriesBeat): void {
    this.#cadence.advance();
    this.#sequence++;
    this.#remaining--;
    this.#lookupTime = null;
    const { all } = this.#destinations;
    if (all.length > 0 && this.#remaining > 0 && this.#destinations.areDue(beat.at)) this.#lookUp(beat);
  }
}
