import { publish } from '#platform';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { argumentOf } from '../../checks/argumentOf.ts';
import type { EchoCompletion, IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { Delays } from '../pacer/delays.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import type { ProbeSource } from './probeSource.ts';
import { SweepProbe } from './sweepProbe.ts';
import { Handles } from '../probe/handles.ts';
import { hasOptions } from './hasOptions.ts';
import { Lookups } from './lookups.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { numericTarget } from '../options/numericTarget.ts';
import { refusalErrno } from '../probe/refusalErrno.ts';
import type { Resolution, Resolved } from '../options/resolution.ts';
import type { SweepSettings } from './sweepSettings.ts';
import type { TargetSpec } from '../options.ts';
import { toReply } from '../probe/toReply.ts';

/** What a sweep has to know of its probes. */
export interface SweepProbesListener {
  /** A probe waits for its turn to be sent. */
  ready(probe: SweepProbe): void;
  /** There may be something to send. */
  pump(): void;
  /** The driver has told something of a probe, and it was emitted. */
  settled(): void;
}

/** The probes of a sweep: looks up names, sends, tries again what fails, and emits what becomes of them. */
export class SweepProbes {
  /** Those that were taken and have not ended. */
  live = 0;
  readonly #settings: SweepSettings;
  readonly #source: ProbeSource;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #listener: SweepProbesListener;
  readonly #timers: SchedulerLike;
  readonly #driverKeepsBeat: boolean;
  readonly #handles: Handles;
  readonly #lookups: Lookups;
  readonly #delays: Delays;
  /** The driver took a request that had no options of its own. */
  #accepted = false;

  constructor(
    settings: SweepSettings,
    source: ProbeSource,
    subscriber: Subscriber<EchoReply<unknown>>,
    listener: SweepProbesListener,
    timers: SchedulerLike,
    driverKeepsBeat: boolean,
  ) {
    this.#settings = settings;
    this.#source = source;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#timers = timers;
    this.#driverKeepsBeat = driverKeepsBeat;
    this.#handles = new Handles(subscriber);
    const onResult = (probe: SweepProbe, resolution: Resolution): void => this.#lookedUp(probe, resolution);
    this.#lookups = new Lookups(timers, onResult, (reason) => subscriber.error(reason));
    this.#delays = new Delays(timers, settings.template.request.keepAlive);
  }

  cancelAll(): void {
    this.#lookups.cancelAll();
    this.#delays.cancelAll();
  }

  /** Nothing more is wanted of it. */
  cancel(probe: SweepProbe): void {
    if (!probe.isOver) probe.pending?.cancel();
    this.#end(probe);
  }

  /** Tells that beats were left out, the first of them at a time of the wall clock. */
  skip(probe: SweepProbe, sentAt: number, missed: number): void {
    this.#emit(probe, 'skipped', nothingSent(sentAt, null), missed);
  }

  /** Takes a closer look at a target that was not ready to be sent. */
  prepare(probe: SweepProbe): void {
    const { given } = probe;
    try {
      if (typeof given === 'object' && given !== null && hasOptions(given)) {
        probe.template = this.#settings.templateOf(given as TargetSpec);
      }
      const target = typeof given === 'object' && given !== null ? (given as TargetSpec).target : (given as string);
      const numeric = numericTarget(target, probe.template);
      if (numeric === null) this.#lookups.add(probe);
      else this.#located(probe, numeric);
    } catch (error) {
      if (argumentOf(error) === null) throw error;
      // The value has no room for what is wrong with which option.
      publish('rxicmp:malformed', error);
      this.#emit(probe, 'not-resolved', nothingSent(this.#timers.now(), 'EINVAL'));
      this.#end(probe);
    }
  }

  #lookedUp(probe: SweepProbe, resolution: Resolution): void {
    probe.lookup = resolution.lookup;
    if (resolution.address === null) {
      this.#outcome(probe, 'not-resolved', nothingSent(this.#timers.now(), resolution.errorCode));
      this.#end(probe);
    } else {
      this.#located(probe, resolution);
    }
    this.#listener.pump();
  }

  #located(probe: SweepProbe, { address, family }: Resolved): void {
    probe.address = address;
    probe.family = family;
    this.#source.resolved?.(probe);
    this.#listener.ready(probe);
  }

  /** @param due when it shall leave; null for at once. */
  send(probe: SweepProbe, due: number | null, now: number): void {
    const { template, address, family } = probe;
    const { driver } = template;
    const notBefore = this.#notBefore(driver, due, now);
    // Only until its beat may the process exit: what is sent now would else be forgotten before it has left.
    const keepAlive = template.request.keepAlive || notBefore === null || due! <= now;
    const request = { ...template.request, destination: address!, notBefore, anyOrder: true, keepAlive };
    const onCompletion = (completion: EchoCompletion): void => this.#settle(probe, completion);
    probe.due = due;
    try {
      probe.pending = driver.sendEcho2Ex(this.#handles.of(driver, family), request, onCompletion);
      if (template === this.#settings.template) this.#accepted = true;
    } catch (error) {
      this.#refused(probe, error);
    }
  }

  /** The time in the clock of the driver, which may be another one than the sweep's. */
  #notBefore(driver: IcmpDriver, due: number | null, now: number): number | null {
    if (due === null || !this.#driverKeepsBeat) return null;
    if (driver === this.#settings.template.driver) return due;
    return driver.features.has('notBefore') ? driver.now() + due - now : null;
  }

  /** The driver did not take a request. */
  #refused(probe: SweepProbe, error: unknown): void {
    // The options of the sweep that were good before are so still: what they name has left the machine, and may come
    // back. What only this target names is its own matter.
    const isItsOwn = probe.template !== this.#settings.template || argumentOf(error) === 'destination';
    const errno = refusalErrno(error, isItsOwn || this.#accepted);
    if (errno === null) return this.#subscriber.error(error);
    this.#outcome(probe, 'not-sent', nothingSent(this.#timers.now(), errno));
    this.#end(probe);
  }

  #settle(probe: SweepProbe, completion: EchoCompletion): void {
    const { phase, final } = completion;
    if (phase === 'outcome') {
      this.#outcome(probe, echoStatus(completion, probe.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && probe.wantsMore) {
      this.#emit(probe, phase, completion);
    }
    if (final) this.#end(probe);
    this.#listener.settled();
  }

  #outcome(probe: SweepProbe, status: EchoStatus, completion: EchoCompletion): void {
    const { retries } = probe.template;
    if (retries === null || probe.isRetried || probe.attempt > retries.count) {
      return this.#emit(probe, status, completion);
    }
    const { address, lookup: took, sequence, round, attempt } = probe;
    const reply = toReply(probe, address, took, sequence, status, completion, 0, round, attempt);
    let delay: number;
    try {
      if (!retries.wants(reply)) return this.#subscriber.next(reply);
      delay = retries.delay(reply);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    probe.isRetried = true;
    this.#retry(probe, delay);
    if (retries.emitsEvery) this.#subscriber.next(reply);
  }

  #retry(probe: SweepProbe, delay: number): void {
    const { given, template, address, family, sequence, round } = probe;
    const next = new SweepProbe(given, template, address, family, sequence, round);
    next.attempt = probe.attempt + 1;
    next.lookup = probe.lookup;
    this.live++;
    this.#source.retried?.(probe, next);
    if (delay === 0) this.#listener.ready(next);
    else this.delay(next, delay);
  }

  delay(probe: SweepProbe, delay: number): void {
    probe.pending = this.#delays.add(delay, () => {
      probe.pending = null;
      this.#listener.ready(probe);
      this.#listener.pump();
    });
  }

  #emit(probe: SweepProbe, status: EchoStatus, completion: EchoCompletion, missed = 0): void {
    const { address, lookup: took, sequence, round, attempt } = probe;
    this.#subscriber.next(toReply(probe, address, took, sequence, status, completion, missed, round, attempt));
  }

  #end(probe: SweepProbe): void {
    // It may have been cancelled by whoever got its value.
    if (probe.isOver) return;
    probe.isOver = true;
    this.live--;
    this.#source.ended?.(probe);
  }
}
