import { publish } from '#platform';
import { asyncScheduler, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { EchoCompletion, IcmpDriver } from '../icmpapi/icmpapi.ts';
import { Delays } from './delays.ts';
import type { EchoReply, EchoStatus } from './echoReply.ts';
import { echoStatus } from './echoStatus.ts';
import type { Feed, FeedReader } from './feed.ts';
import { Flight } from './flight.ts';
import { goneWith } from './goneWith.ts';
import { Handles } from './handles.ts';
import { hasOptions } from './hasOptions.ts';
import { Lookups } from './lookups.ts';
import { nothingSent } from './nothingSent.ts';
import { numericTarget } from './numericTarget.ts';
import { Queue } from './queue.ts';
import type { PacedStream } from './pace.ts';
import type { Resolution, Resolved } from './resolution.ts';
import type { SweepSettings } from './sweepSettings.ts';
import type { TargetSpec } from './targets.ts';
import { timer } from './timer.ts';
import { toReply } from './toReply.ts';

/** Probes that may be sent before the event loop has a turn. */
const MAX_A_TURN = 1024;
/** Milliseconds that the driver gets probes ahead of their time, so that it need not wait for a busy event loop. */
const LOOK_AHEAD = 100;

/**
 * One subscription to a sweep: takes probes from a feed while there is room for them, sends each in its time, and emits
 * what becomes of them. Everything is done in constant time, whatever the number of those under way: all of a family
 * share a handle, and they are only counted.
 */
export class Sweeper implements FeedReader, PacedStream {
  readonly subscription: Subscription;
  readonly timers: SchedulerLike;
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  readonly #settings: SweepSettings;
  readonly #feed: Feed;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #handles: Handles;
  readonly #lookups: Lookups;
  readonly #delays: Delays;
  readonly #driverKeepsBeat: boolean;

  /** Probes that were taken and have not ended. */
  #live = 0;
  /** Their time has come, but not their slot. */
  readonly #ready = new Queue<Flight>();
  #held: Flight | null = null;
  #wake: Subscription | null = null;
  #sleepsFor: 'slot' | 'turn' | 'beat' | null = null;
  #pumping = false;
  /** The driver took a request that had no options of its own. */
  #accepted = false;

  constructor(settings: SweepSettings, feed: Feed, subscriber: Subscriber<EchoReply<unknown>>) {
    const { scheduler, template } = settings;
    this.#settings = settings;
    this.#feed = feed;
    this.#subscriber = subscriber;
    this.subscription = subscriber;
    this.#handles = new Handles(subscriber);
    this.timers = scheduler ?? asyncScheduler;
    this.keepAlive = template.request.keepAlive;
    const onResult = (flight: Flight, resolution: Resolution): void => this.#lookedUp(flight, resolution);
    this.#lookups = new Lookups(this.timers, onResult, (reason) => this.fail(reason));
    this.#delays = new Delays(this.timers, this.keepAlive);
    this.#driverKeepsBeat = scheduler === null && template.driver.features.has('notBefore');
    this.lookAhead = this.#driverKeepsBeat ? LOOK_AHEAD : 0;
  }

  start(): void {
    this.#subscriber.add(() => {
      this.#awake();
      this.#lookups.cancelAll();
      this.#delays.cancelAll();
    });
    this.#feed.start(this);
    this.pump();
  }

  now(): number {
    const { scheduler, template } = this.#settings;
    return scheduler === null ? template.driver.now() : scheduler.now();
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  skip(flight: Flight, due: number, missed: number): void {
    this.#emit(flight, 'skipped', nothingSent(this.timers.now() - (this.now() - due), null), missed);
  }

  pump(): void {
    // It stands in line, unless what it has a probe for is gone.
    if (this.#sleepsFor === 'slot' && this.#held?.isOver === false) return;
    // So much was sent that until it wakes each probe has to wait for another one to end.
    if (this.#sleepsFor === 'turn') return this.#run(1);
    this.#awake();
    this.#run();
  }

  onSlot(): void {
    this.#sleepsFor = null;
    this.#run();
  }

  cancel(flight: Flight): void {
    if (flight.isOver) return;
    flight.pending?.cancel();
    this.#end(flight);
  }

  #run(most = MAX_A_TURN): void {
    // What is emitted or pulled may lead back here.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      this.#sendSome(most);
    } catch (error) {
      this.#subscriber.error(error);
    }
    this.#pumping = false;
    if (this.#live === 0 && this.#feed.done) this.#subscriber.complete();
  }

  #sendSome(most: number): void {
    const { pace } = this.#settings;
    const feed = this.#feed;
    const now = pace !== null || feed.timed ? this.now() : 0;
    const horizon = now + this.lookAhead;
    for (let steps = 0; !this.#subscriber.closed; steps++) {
      if (steps === most) return this.#sleep(0, 'turn');
      const flight = this.#next(now, horizon);
      if (flight === null) break;
      if (flight.isOver) continue;
      if (flight.address === null) {
        // A look-up is made, and what is malformed is told, when the time has come, and not ahead of it.
        if (flight.due !== null && flight.due > now) this.#delay(flight, flight.due - now);
        else this.#prepare(flight);
      } else if (pace === null) {
        this.#send(flight, flight.due, now);
      } else {
        const slot = pace.take(this, now);
        if (slot === null) {
          this.#held = flight;
          this.#sleepsFor = 'slot';
          return pace.wait(this);
        }
        this.#send(flight, Math.max(slot, flight.due ?? slot), now);
      }
    }
    if (feed.next !== null && this.#hasRoom()) this.#sleep(feed.next - now, 'beat');
  }

  #next(now: number, horizon: number): Flight | null {
    const waiting = this.#held ?? this.#ready.shift();
    this.#held = null;
    if (waiting !== undefined) return waiting;
    const taken = this.#hasRoom() ? this.#feed.take(now, horizon) : null;
    if (taken !== null) this.#live++;
    return taken;
  }

  #hasRoom(): boolean {
    return this.#live < this.#settings.concurrent;
  }

  #sleep(delay: number, reason: 'turn' | 'beat'): void {
    if (this.#wake !== null || this.#subscriber.closed) return;
    this.#sleepsFor = reason;
    const wake = (): void => {
      this.#awake();
      this.#run();
    };
    this.#wake = timer(this.timers, delay, wake, this.keepAlive);
  }

  #awake(): void {
    if (this.#sleepsFor === 'slot') this.#settings.pace!.leave(this);
    this.#sleepsFor = null;
    this.#wake?.unsubscribe();
    this.#wake = null;
  }

  /** Takes a closer look at a target that was not ready to be sent. */
  #prepare(flight: Flight): void {
    const { given } = flight;
    try {
      if (typeof given === 'object' && given !== null && hasOptions(given)) {
        flight.template = this.#settings.templateOf(given as TargetSpec);
      }
      const target = typeof given === 'object' && given !== null ? (given as TargetSpec).target : (given as string);
      const numeric = numericTarget(target, flight.template);
      if (numeric === null) this.#lookups.add(flight);
      else this.#located(flight, numeric);
    } catch (error) {
      if (!isArgumentError(error)) throw error;
      // The value has no room for what is wrong with which option.
      publish('rxicmp:malformed', error);
      this.#emit(flight, 'not-resolved', nothingSent(this.timers.now(), 'EINVAL'));
      this.#end(flight);
    }
  }

  #lookedUp(flight: Flight, resolution: Resolution): void {
    flight.lookup = resolution.lookup;
    if (resolution.address === null) {
      this.#outcome(flight, 'not-resolved', nothingSent(this.timers.now(), resolution.errorCode));
      this.#end(flight);
    } else {
      this.#located(flight, resolution);
    }
    this.pump();
  }

  #located(flight: Flight, { address, family }: Resolved): void {
    flight.address = address;
    flight.family = family;
    this.#feed.resolved?.(flight);
    this.#ready.push(flight);
  }

  /** @param due when it shall leave; null for at once. */
  #send(flight: Flight, due: number | null, now: number): void {
    const { template, address, family } = flight;
    const { driver } = template;
    const notBefore = this.#notBefore(driver, due, now);
    // Only until its beat may the process exit: what is sent now would else be forgotten before it has left.
    const keepAlive = this.keepAlive || notBefore === null || due! <= now;
    const request = { ...template.request, destination: address!, notBefore, keepAlive };
    const onCompletion = (completion: EchoCompletion): void => this.#settle(flight, completion);
    flight.due = due;
    try {
      flight.pending = driver.sendEcho2Ex(this.#handles.of(driver, family), request, onCompletion);
      if (template === this.#settings.template) this.#accepted = true;
    } catch (error) {
      this.#refused(flight, error);
    }
  }

  /** The time in the clock of the driver, which may be another one than the sweep's. */
  #notBefore(driver: IcmpDriver, due: number | null, now: number): number | null {
    if (due === null || !this.#driverKeepsBeat) return null;
    if (driver === this.#settings.template.driver) return due;
    return driver.features.has('notBefore') ? driver.now() + due - now : null;
  }

  /** The driver did not take a request. */
  #refused(flight: Flight, error: unknown): void {
    const gone = goneWith(error);
    // The options of the sweep that were good before are so still: what they name has left the machine, and may come
    // back. What only this target names is its own matter.
    const isItsOwn = flight.template !== this.#settings.template || isAbout(error, 'destination');
    if (gone === null || !(isItsOwn || this.#accepted)) return this.#subscriber.error(error);
    this.#outcome(flight, 'not-sent', nothingSent(this.timers.now(), gone));
    this.#end(flight);
  }

  #settle(flight: Flight, completion: EchoCompletion): void {
    const { phase, final } = completion;
    if (phase === 'outcome') {
      this.#outcome(flight, echoStatus(completion, flight.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && flight.wantsMore) {
      this.#emit(flight, phase, completion);
    }
    // It may have been cancelled by whoever got the value.
    if (final && !flight.isOver) this.#end(flight);
    // Asleep for a beat, the sweep had room before.
    if (this.#sleepsFor !== 'beat' || this.#ready.length > 0) this.pump();
  }

  #outcome(flight: Flight, status: EchoStatus, completion: EchoCompletion): void {
    const { retries } = flight.template;
    if (retries === null || flight.isRetried || flight.attempt > retries.count) {
      return this.#emit(flight, status, completion);
    }
    const { address, lookup: took, sequence, round, attempt } = flight;
    const reply = toReply(flight, address, took, sequence, status, completion, 0, round, attempt);
    let delay: number;
    try {
      if (!retries.wants(reply)) return this.#subscriber.next(reply);
      delay = retries.delay(reply);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    flight.isRetried = true;
    this.#retry(flight, delay);
    if (retries.emitsEvery) this.#subscriber.next(reply);
  }

  #retry(flight: Flight, delay: number): void {
    const { given, template, address, family, sequence, round } = flight;
    const next = new Flight(given, template, address, family, sequence, round);
    next.attempt = flight.attempt + 1;
    next.lookup = flight.lookup;
    this.#live++;
    this.#feed.retried?.(flight, next);
    if (delay === 0) this.#ready.push(next);
    else this.#delay(next, delay);
  }

  #delay(flight: Flight, delay: number): void {
    flight.pending = this.#delays.add(delay, () => {
      flight.pending = null;
      this.#ready.push(flight);
      this.pump();
    });
  }

  #emit(flight: Flight, status: EchoStatus, completion: EchoCompletion, missed = 0): void {
    const { address, lookup: took, sequence, round, attempt } = flight;
    this.#subscriber.next(toReply(flight, address, took, sequence, status, completion, missed, round, attempt));
  }

  #end(flight: Flight): void {
    flight.isOver = true;
    this.#live--;
    this.#feed.ended?.(flight);
  }
}

// Not by class: a driver of another copy of this package throws another one.
function isArgumentError(error: unknown): error is Error & { readonly argument?: unknown } {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_ARGUMENT';
}

function isAbout(error: unknown, argument: string): boolean {
  return isArgumentError(error) && error.argument === argument;
}
