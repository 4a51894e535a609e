import { map, noop, type Subscriber } from 'rxjs';
import { BeatAhead } from './beatAhead.ts';
import { Cadence } from './cadence.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import type { EchoReply } from '../echoReply.ts';
import { fractionOf } from './fractionOf.ts';
import { follow } from '../options/follow.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import type { PingSettings } from './pingSettings.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import type { Resolved, Unresolved } from '../options/resolution.ts';
import { SeriesLookups } from './seriesLookups.ts';
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
  /** Null when the target is a name. */
  readonly #numeric: Resolved | null;
  /** Null when the target is an address. */
  readonly #lookups: SeriesLookups | null;
  /** From this time on there are no beats; null when there is no such time. */
  #end: number | null = null;
  #paused = false;
  /** The number of the next probe, or of the one that is under way. */
  #sequence = 0;
  /** Beats that have passed and were not left out. */
  #passed = 0;
  /** No beat is to come. */
  #isEnding = false;
  /** How many milliseconds the next probe has waited for a look-up. */
  #lookupTime: number | null = null;
  /** Waits for the next beat. */
  #timer: { cancel(): void } | null = null;

  constructor(settings: PingSettings, subscriber: Subscriber<EchoReply<unknown>>) {
    super(settings, subscriber);
    const { template, target, numeric } = settings;
    this.#numeric = numeric;
    this.#lookups = numeric === null ? new SeriesLookups(template, target, subscriber) : null;
  }

  start(): void {
    const { paused, interval, duration } = this.template;
    const { subscriber } = this;
    // Before anything else: if this process may not ping, the subscriber is told at once.
    if (this.#numeric !== null && !this.#mayPing(this.#numeric.family)) return;
    if (duration !== Infinity) {
      this.#end = this.clock.now() + duration;
      this.#awaitEnd(this.#end);
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
    return !this.#hasAddress && this.#lookups!.isUnderWay;
  }

  get #hasAddress(): boolean {
    return this.#numeric !== null || this.#lookups!.found.length > 0;
  }

  /** The addresses that are probed, best first. */
  get #destinations(): readonly Resolved[] {
    return this.#numeric === null ? this.#lookups!.found : [this.#numeric];
  }

  #isAfterEnd(time: number): boolean {
    return this.#end !== null && time >= this.#end;
  }

  /** Takes back the requests and the timer that wait for a beat. */
  #withdraw(): void {
    this.#timer?.cancel();
    this.#timer = null;
    // A request whose time has come may have left, so it stays.
    if (this.isQueued && this.#cadence.next() > this.clock.now()) this.cancelBeat();
  }

  #awaitEnd(end: number): void {
    this.delays.add(end - this.clock.now(), () => {
      if (this.clock.now() < end) this.#awaitEnd(end);
      else this.run();
    });
  }

  /** Does everything that can be done now. Called after each change, which may happen within a step's `next`. */
  protected run(): void {
    while (this.#step());
    if (this.#isEnding && this.underWay === 0) this.subscriber.complete();
  }

  /** @returns whether there may be more to do. */
  #step(): boolean {
    const cadence = this.#cadence;
    if (this.subscriber.closed || this.#isEnding || this.#isUnderWay()) return false;
    const now = this.clock.now();
    if (this.#isAfterEnd(now)) return this.#expire();
    if (this.#paused || !cadence.ready || this.#timer !== null) return false;
    const missed = cadence.missed(now);
    if (missed > 0) {
      this.#skip(missed);
      return true;
    }
    if (!cadence.isStarted) cadence.start(now + this.#phase());
    const beat = cadence.next();
    if (this.#isAfterEnd(beat)) {
      // If the interval is a stream, its next value may bring a beat before the end.
      if (typeof this.template.interval === 'number') this.#isEnding = true;
      return false;
    }
    const hasAddress = this.#hasAddress;
    if (beat > now && !(hasAddress && this.canQueue)) {
      this.#timer = this.delays.add(beat - now, () => {
        this.#timer = null;
        this.run();
      });
      return false;
    }
    if (hasAddress) return this.sendBeat(this.#beat(), beat, this.#destinations);
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
    const missed = this.#paused ? 0 : this.#cadence.before(this.#end!);
    this.#isEnding = true;
    if (missed > 0) this.#skip(missed);
    return false;
  }

  #skip(missed: number): void {
    const all = this.#destinations;
    const sentAt = this.clock.epoch(this.#cadence.next());
    const beat = this.#beat();
    this.#cadence.advance(missed);
    this.#sequence += missed;
    this.emitUnsent('skipped', nothingSent(sentAt, null), beat, all.length === 1 ? all[0]!.address : null, missed);
  }

  /** Looks the name up. The first beats wait for that. Once there is an address, beats go on during a look-up. */
  #lookUp(beat: SeriesBeat): void {
    const isFirst = !this.#hasAddress;
    const onFound = (lookupTime: number | null): void => {
      const now = this.clock.now();
      // A slow look-up must not make the series begin with a skipped value, or with two probes at once.
      if (isFirst && !this.#isAfterEnd(now) && this.#cadence.missed(now) > 0) this.#cadence.start(now);
      this.#withdraw();
      this.#lookupTime = lookupTime;
      this.run();
    };
    const onFailed = (reason: Unresolved): void => {
      const last = isFirst ? null : this.#lookups!.found[0]!.address;
      const { lookupTime } = reason;
      if (isFirst) this.advance(beat);
      const nothing = nothingSent(wallTime(this.clock.timers), reason);
      this.emitUnsent('not-resolved', nothing, { sequence: beat.sequence, lookupTime }, last);
      this.run();
    };
    try {
      this.#lookups!.start(onFound, onFailed);
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  #beat(): SeriesBeat {
    return { sequence: this.#sequence, lookupTime: this.#lookupTime };
  }

  protected advance(beat: SeriesBeat): void {
    const at = this.#cadence.next();
    this.#cadence.advance();
    this.#sequence++;
    if (++this.#passed === this.template.count) this.#isEnding = true;
    this.#lookupTime = null;
    const mayLookUp = this.#lookups !== null && this.#hasAddress && !this.#isEnding;
    if (mayLookUp && this.#lookups.areDue(at)) this.#lookUp(beat);
  }
}
