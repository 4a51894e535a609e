import { asyncScheduler, map, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../icmpapi/icmpapi.ts';
import { Cadence } from './cadence.ts';
import { checkInterval } from './checkInterval.ts';
import type { EchoReply, EchoStatus } from './echoReply.ts';
import { echoStatus } from './echoStatus.ts';
import { lookup } from './lookup.ts';
import { MAX_DELAY } from './maxDelay.ts';
import { nothingSent } from './nothingSent.ts';
import { openHandle } from './openHandle.ts';
import type { PingSettings } from './pingSettings.ts';
import type { Resolution, Resolved } from './resolution.ts';
import { toReply } from './toReply.ts';

/**
 * One subscription to `ping`.
 *
 * Where the driver keeps the beat, exactly one request is queued ahead with the time of its beat, and the next one
 * is queued when it has left: no timer, and a busy event loop delays nothing. Otherwise, and where there is nothing
 * to queue yet, a timer waits for the beat.
 */
export class Series {
  readonly #settings: PingSettings;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #cadence = new Cadence();
  readonly #timers: SchedulerLike;
  readonly #driverKeepsBeat: boolean;
  readonly #request: EchoRequest;

  #handle: IcmpHandle | null = null;
  #destination: Resolved | null = null;
  /** Milliseconds of the look-up that the next probe waited for. */
  #lookup: number | null = null;
  #paused = false;
  /** Of the next probe, or of the one under way. */
  #sequence = 0;
  #remaining: number;
  /** Probes that the driver has and has not ended. */
  #outstanding = 0;
  /** The request that has not left yet, as far as is known, and the time of its beat. */
  #queued: PendingEcho | null = null;
  #queuedFor = 0;
  #lookingUp = false;
  #timer: Subscription | null = null;
  /** The driver took the latest request; null before the first. */
  #accepted: boolean | null = null;

  constructor(settings: PingSettings, subscriber: Subscriber<EchoReply<unknown>>) {
    const { driver, scheduler, request, lateWindow } = settings;
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#timers = scheduler ?? asyncScheduler;
    this.#driverKeepsBeat = scheduler === null && driver.features.has('notBefore');
    this.#request = { ...request, lateWindow, reportSent: this.#driverKeepsBeat };
    this.#remaining = settings.count;
  }

  start(): void {
    const { numeric, paused, interval } = this.#settings;
    const subscriber = this.#subscriber;
    if (numeric !== null) this.#open(numeric);
    subscriber.add(() => this.#timer?.unsubscribe());
    const error = (reason: unknown): void => subscriber.error(reason);
    // Before the interval: a series that starts paused must not send.
    if (paused !== null) subscriber.add(paused.subscribe({ next: (value) => this.#setPaused(value), error }));
    if (typeof interval === 'number') return this.#setInterval(interval);
    const complete = (): void => {
      if (!this.#cadence.ready) subscriber.complete();
    };
    const next = (value: number): void => this.#setInterval(value);
    subscriber.add(interval.pipe(map(checkInterval)).subscribe({ next, error, complete }));
  }

  #now(): number {
    const { scheduler, driver } = this.#settings;
    return scheduler === null ? driver.now() : scheduler.now();
  }

  #open(destination: Resolved): void {
    this.#handle = openHandle(this.#settings.driver, destination.family, this.#subscriber);
    this.#destination = destination;
  }

  #setInterval(interval: number): void {
    this.#withdraw();
    this.#cadence.change(interval, this.#now(), this.#isUnderWay());
    this.#run();
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#withdraw();
    if (!paused && !this.#isUnderWay()) this.#cadence.resume(this.#now());
    this.#run();
  }

  #isUnderWay(): boolean {
    return this.#queued !== null || this.#lookingUp;
  }

  /** Takes back what waits for a beat to come. A request whose time has come may have left: it stays. */
  #withdraw(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
    if (this.#queued === null || this.#queuedFor <= this.#now()) return;
    this.#queued.cancel();
    this.#queued = null;
    this.#outstanding--;
  }

  /** Does everything that can be done now. Called after each change, which may happen within a step's `next`. */
  #run(): void {
    while (this.#step());
    if (this.#remaining === 0 && this.#outstanding === 0) this.#subscriber.complete();
  }

  /** @returns whether there may be more to do. */
  #step(): boolean {
    const cadence = this.#cadence;
    if (this.#subscriber.closed || this.#remaining === 0 || this.#paused || !cadence.ready) return false;
    if (this.#isUnderWay() || this.#timer !== null) return false;
    const now = this.#now();
    const missed = cadence.missed(now);
    if (missed > 0) {
      this.#skip(missed, now);
      return true;
    }
    const beat = cadence.next(now);
    const canQueue = this.#driverKeepsBeat && this.#destination !== null && this.#accepted !== false;
    if (beat > now && !canQueue) {
      const onBeat = (): void => {
        this.#timer = null;
        this.#run();
      };
      this.#timer = this.#timers.schedule(onBeat, Math.min(beat - now, MAX_DELAY));
      return false;
    }
    return this.#destination === null ? this.#lookUp() : this.#send(this.#destination, beat);
  }

  #skip(missed: number, now: number): void {
    const sentAt = this.#timers.now() - (now - this.#cadence.next(now));
    const sequence = this.#sequence;
    this.#cadence.advance(missed);
    this.#sequence += missed;
    this.#emit(null, sequence, 'skipped', nothingSent(sentAt, null), missed);
  }

  #lookUp(): boolean {
    this.#lookingUp = true;
    const next = (resolution: Resolution): void => this.#lookedUp(resolution);
    const error = (reason: unknown): void => this.#subscriber.error(reason);
    this.#subscriber.add(lookup(this.#settings, this.#timers).subscribe({ next, error }));
    return false;
  }

  #lookedUp(resolution: Resolution): void {
    this.#lookingUp = false;
    if (resolution.address === null) {
      this.#unsent(resolution.lookup, 'not-resolved', resolution.errorCode);
    } else {
      try {
        this.#open(resolution);
      } catch (error) {
        return this.#subscriber.error(error);
      }
      this.#lookup = resolution.lookup;
      // A slow resolver is no reason to begin with a skipped value, or with two probes at once.
      const now = this.#now();
      if (this.#cadence.missed(now) > 0) this.#cadence.restart(now);
    }
    this.#run();
  }

  #send({ family }: Resolved, beat: number): boolean {
    const sequence = this.#sequence;
    const lookupTime = this.#lookup;
    const request = {
      ...this.#request,
      destination: this.#destination!.address,
      notBefore: this.#driverKeepsBeat ? beat : null,
    };
    const onCompletion = (completion: EchoCompletion): void => {
      // The first word of a queued request: it has left, or could not.
      const departed = sequence === this.#sequence;
      if (departed) {
        this.#queued = null;
        this.#advance();
      }
      const { phase, final } = completion;
      if (final) this.#outstanding--;
      if (phase === 'outcome' || ((phase === 'late' || phase === 'duplicate') && request.lateWindow > 0)) {
        this.#emit(lookupTime, sequence, echoStatus(completion, family), completion);
      }
      if (departed || final) this.#run();
    };
    try {
      const pending = this.#settings.driver.sendEcho2Ex(this.#handle!, request, onCompletion);
      this.#outstanding++;
      this.#accepted = true;
      if (this.#driverKeepsBeat) {
        this.#queued = pending;
        this.#queuedFor = beat;
      } else {
        this.#advance();
      }
    } catch (error) {
      this.#refused(error, beat);
    }
    return true;
  }

  /** The driver did not take a request. */
  #refused(error: unknown, beat: number): void {
    // An argument that it took before has not changed: what it names has left the machine, and may come back.
    const gone = this.#accepted === null ? null : goneWith(error);
    if (gone === null) return this.#subscriber.error(error);
    this.#accepted = false;
    // A beat that is still to come gets another chance when it comes.
    if (beat <= this.#now()) this.#unsent(this.#lookup, 'not-sent', gone);
  }

  #unsent(lookupTime: number | null, status: 'not-sent' | 'not-resolved', errorCode: string): void {
    const sequence = this.#sequence;
    this.#advance();
    this.#emit(lookupTime, sequence, status, nothingSent(this.#timers.now(), errorCode));
  }

  /** The probe under way is one of those that were sent. */
  #advance(): void {
    this.#cadence.advance();
    this.#sequence++;
    this.#remaining--;
    this.#lookup = null;
  }

  #emit(lookupTime: number | null, sequence: number, status: EchoStatus, completion: EchoCompletion, missed = 0): void {
    const destination = this.#destination?.address ?? null;
    this.#subscriber.next(toReply(this.#settings, destination, lookupTime, sequence, status, completion, missed));
  }
}

/** The errno of an argument error about what a machine can lose: an address of its own, an interface. */
function goneWith(error: unknown): string | null {
  // Not by class: a driver of another copy of this package throws another one.
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_ARGUMENT')) return null;
  return 'argument' in error && error.argument === 'source' ? 'EADDRNOTAVAIL' : 'ENODEV';
}
