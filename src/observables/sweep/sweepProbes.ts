import { publish } from '#platform';
import type { SchedulerLike, Subscriber } from 'rxjs';
import type { EchoCompletion, IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { Delays } from '../pacer/delays.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import type { Feed } from './probeSource.ts';
import { Flight } from './sweepProbe.ts';
import { goneWith } from '../probe/goneErrno.ts';
import { Handles } from '../probe/handles.ts';
import { hasOptions } from './hasOptions.ts';
import { Lookups } from './lookups.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { numericTarget } from '../options/numericTarget.ts';
import type { Resolution, Resolved } from '../options/resolution.ts';
import type { SweepSettings } from './sweepSettings.ts';
import type { TargetSpec } from '../targets.ts';
import { toReply } from '../probe/toReply.ts';

/** What a sweep has to know of its probes. */
export interface FlightsListener {
  /** A probe waits for its turn to be sent. */
  ready(flight: Flight): void;
  /** There may be something to send. */
  pump(): void;
  /** The driver has told something of a probe, and it was emitted. */
  settled(): void;
}

/** The probes of a sweep: looks up names, sends, tries again what fails, and emits what becomes of them. */
export class Flights {
  /** Those that were taken and have not ended. */
  live = 0;
  readonly #settings: SweepSettings;
  readonly #feed: Feed;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #listener: FlightsListener;
  readonly #timers: SchedulerLike;
  readonly #driverKeepsBeat: boolean;
  readonly #handles: Handles;
  readonly #lookups: Lookups;
  readonly #delays: Delays;
  /** The driver took a request that had no options of its own. */
  #accepted = false;

  constructor(
    settings: SweepSettings,
    feed: Feed,
    subscriber: Subscriber<EchoReply<unknown>>,
    listener: FlightsListener,
    timers: SchedulerLike,
    driverKeepsBeat: boolean,
  ) {
    this.#settings = settings;
    this.#feed = feed;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#timers = timers;
    this.#driverKeepsBeat = driverKeepsBeat;
    this.#handles = new Handles(subscriber);
    const onResult = (flight: Flight, resolution: Resolution): void => this.#lookedUp(flight, resolution);
    this.#lookups = new Lookups(timers, onResult, (reason) => subscriber.error(reason));
    this.#delays = new Delays(timers, settings.template.request.keepAlive);
  }

  cancelAll(): void {
    this.#lookups.cancelAll();
    this.#delays.cancelAll();
  }

  /** Nothing more is wanted of it. */
  cancel(flight: Flight): void {
    if (!flight.isOver) flight.pending?.cancel();
    this.#end(flight);
  }

  /** Tells that beats were left out, the first of them at a time of the wall clock. */
  skip(flight: Flight, sentAt: number, missed: number): void {
    this.#emit(flight, 'skipped', nothingSent(sentAt, null), missed);
  }

  /** Takes a closer look at a target that was not ready to be sent. */
  prepare(flight: Flight): void {
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
      this.#emit(flight, 'not-resolved', nothingSent(this.#timers.now(), 'EINVAL'));
      this.#end(flight);
    }
  }

  #lookedUp(flight: Flight, resolution: Resolution): void {
    flight.lookup = resolution.lookup;
    if (resolution.address === null) {
      this.#outcome(flight, 'not-resolved', nothingSent(this.#timers.now(), resolution.errorCode));
      this.#end(flight);
    } else {
      this.#located(flight, resolution);
    }
    this.#listener.pump();
  }

  #located(flight: Flight, { address, family }: Resolved): void {
    flight.address = address;
    flight.family = family;
    this.#feed.resolved?.(flight);
    this.#listener.ready(flight);
  }

  /** @param due when it shall leave; null for at once. */
  send(flight: Flight, due: number | null, now: number): void {
    const { template, address, family } = flight;
    const { driver } = template;
    const notBefore = this.#notBefore(driver, due, now);
    // Only until its beat may the process exit: what is sent now would else be forgotten before it has left.
    const keepAlive = template.request.keepAlive || notBefore === null || due! <= now;
    const request = { ...template.request, destination: address!, notBefore, anyOrder: true, keepAlive };
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
    this.#outcome(flight, 'not-sent', nothingSent(this.#timers.now(), gone));
    this.#end(flight);
  }

  #settle(flight: Flight, completion: EchoCompletion): void {
    const { phase, final } = completion;
    if (phase === 'outcome') {
      this.#outcome(flight, echoStatus(completion, flight.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && flight.wantsMore) {
      this.#emit(flight, phase, completion);
    }
    if (final) this.#end(flight);
    this.#listener.settled();
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
    this.live++;
    this.#feed.retried?.(flight, next);
    if (delay === 0) this.#listener.ready(next);
    else this.delay(next, delay);
  }

  delay(flight: Flight, delay: number): void {
    flight.pending = this.#delays.add(delay, () => {
      flight.pending = null;
      this.#listener.ready(flight);
      this.#listener.pump();
    });
  }

  #emit(flight: Flight, status: EchoStatus, completion: EchoCompletion, missed = 0): void {
    const { address, lookup: took, sequence, round, attempt } = flight;
    this.#subscriber.next(toReply(flight, address, took, sequence, status, completion, missed, round, attempt));
  }

  #end(flight: Flight): void {
    // It may have been cancelled by whoever got its value.
    if (flight.isOver) return;
    flight.isOver = true;
    this.live--;
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
