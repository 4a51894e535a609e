import { publish } from '#platform';
import type { Observable, Subscriber } from 'rxjs';
import { argumentOf } from '../../checks/argumentOf.ts';
import type { EchoCompletion, IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { OwnRequest } from '../../icmpapi/ownRequest.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import type { TargetSpec } from '../options.ts';
import { checkReplySize } from '../options/checkReplySize.ts';
import { numericTarget } from '../options/numericTarget.ts';
import { pacedDelivery } from '../options/pacedDelivery.ts';
import type { Resolution, Resolved } from '../options/resolution.ts';
import { Delays } from '../pacer/delays.ts';
import type { StreamClock } from '../pacer/streamClock.ts';
import { afterOutcome, type Attempts } from '../probe/afterOutcome.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { emit } from '../probe/emit.ts';
import { Handles } from '../probe/handles.ts';
import { inWordsOfOptions } from '../probe/inWordsOfOptions.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import { toReply } from '../probe/toReply.ts';
import { hasOptions } from './hasOptions.ts';
import { SweepLookups } from './sweepLookups.ts';
import type { Queue } from '../pacer/queue.ts';
import type { SweepProbe } from './sweepProbe.ts';
import type { SweepSettings } from './sweepSettings.ts';

/** What a sweep is told of the probes that it has handed to its sender. */
export interface SweepListener {
  /** The address of a probe is known, which was not when it was handed over. */
  resolved(probe: SweepProbe): void;
  /** A probe is followed by another attempt. */
  retried(probe: SweepProbe, next: SweepProbe): void;
  /** Nothing more comes of a probe. */
  ended(probe: SweepProbe): void;
  /** The driver has told something of a probe, and it was emitted. */
  settled(): void;
  /** A probe has become ready after a wait, or its name has no address. */
  woke(): void;
}

/**
 * Sends the probes of a sweep, looks up their names, tries again those that fail, and emits what becomes of them. What
 * can be sent after a wait goes into the queue `ready`, where the sweep takes it in its turn.
 */
export class SweepSender implements Attempts<SweepProbe, EchoReply<unknown>> {
  readonly #settings: SweepSettings;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #listener: SweepListener;
  readonly #ready: Queue<SweepProbe>;
  readonly #clock: StreamClock;
  readonly #handles: Handles;
  readonly #lookups: SweepLookups;
  readonly #delays: Delays;
  #interval = 0;
  #underWay = 0;
  /** The driver took a request that had no options of its own. */
  #accepted = false;

  constructor(
    settings: SweepSettings,
    subscriber: Subscriber<EchoReply<unknown>>,
    listener: SweepListener,
    ready: Queue<SweepProbe>,
    clock: StreamClock,
  ) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#ready = ready;
    this.#clock = clock;
    this.#handles = new Handles(subscriber);
    const onResult = (probe: SweepProbe, resolution: Resolution): void => this.#lookedUp(probe, resolution);
    this.#lookups = new SweepLookups(clock.timers, onResult);
    subscriber.add(() => this.#lookups.cancelAll());
    this.#delays = new Delays(subscriber, clock.timers, settings.template.request.keepAlive);
  }

  /** Probes that have not ended. */
  get underWay(): number {
    return this.#underWay;
  }

  /** From now on beats of one target are so many milliseconds apart. */
  setInterval(interval: number): void {
    this.#interval = interval;
  }

  /** From now on a probe is under way. */
  accept(): void {
    this.#underWay++;
  }

  /** Nothing more is wanted of a probe. The listener is not told: whoever cancels knows. */
  cancel(probe: SweepProbe): void {
    if (probe.isOver) return;
    probe.pending?.cancel();
    this.#close(probe);
  }

  /** Gets a probe ready later. */
  delay(probe: SweepProbe, delay: number): void {
    probe.pending = this.#delays.add(delay, () => this.#getReady(probe));
  }

  /** Finds the address of a probe, and gets it ready when there is one. */
  locate(probe: SweepProbe): void {
    const { given } = probe;
    try {
      if (typeof given === 'object' && given !== null && hasOptions(given)) {
        probe.template = this.#settings.templateOf(given as TargetSpec);
      }
      const target = typeof given === 'object' && given !== null ? (given as TargetSpec).target : (given as string);
      const numeric = numericTarget(target, probe.template);
      if (numeric === null) this.#lookups.start(probe);
      else this.#located(probe, numeric);
    } catch (error) {
      if (argumentOf(error) === null) throw error;
      publish('rxicmp:malformed', error);
      if (!this.isWanted(probe)) return;
      const reason = { errorCode: 'EINVAL', errorText: (error as Error).message };
      const nothing = nothingSent(wallTime(this.#clock.timers), reason);
      emit(this.#subscriber, toReply(probe, 'not-resolved', nothing, probe.wantsData));
      this.#end(probe);
    }
  }

  /** @param due when it shall leave; null for at once. */
  send(probe: SweepProbe, due: number | null, now: number): void {
    const { template, destination, family } = probe;
    const { driver } = template;
    const notBefore = this.#notBefore(driver, due, now);
    // The process may exit only before the beat: otherwise a request that is sent now could be lost before it leaves.
    const keepAlive = template.request.keepAlive || notBefore === null || due! <= now;
    const deliverWithin = pacedDelivery(template, this.#interval);
    const request = new OwnRequest(template.request, destination!, notBefore, true, deliverWithin, keepAlive);
    probe.due = due;
    try {
      checkReplySize(request, family);
      probe.pending = driver.sendEcho2Ex(
        this.#handles.of(driver, family),
        request,
        // Bound: an arrow function would take more memory for each probe.
        this.#complete.bind(this, probe),
      );
      if (template === this.#settings.template) this.#accepted = true;
    } catch (error) {
      this.#refused(probe, error);
    }
  }

  isWanted(probe: SweepProbe): boolean {
    return !probe.isOver && !this.#subscriber.closed;
  }

  emit(_probe: SweepProbe, reply: EchoReply<unknown>): void {
    emit(this.#subscriber, reply);
  }

  tryAgain(probe: SweepProbe, delay: number | Observable<unknown>, reply: EchoReply<unknown>): void {
    probe.isRetried = true;
    const next = probe.next();
    this.#underWay++;
    this.#listener.retried(probe, next);
    if (delay === 0) this.#ready.push(next);
    else if (typeof delay === 'number') this.delay(next, delay);
    else this.#await(delay, next, reply);
  }

  #await(notifier: Observable<unknown>, probe: SweepProbe, reply: EchoReply<unknown>): void {
    const giveUp = (): void => {
      probe.pending = null;
      if (!probe.template.retries!.emitsEvery) emit(this.#subscriber, reply);
      this.#end(probe);
      this.#listener.woke();
    };
    const go = (): void => this.#getReady(probe);
    probe.pending = this.#delays.await(notifier, { go, giveUp, fail: (reason) => this.fail(reason) });
    // The notifier may have cancelled the probe while it was subscribed to.
    if (probe.isOver) probe.pending.cancel();
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  #getReady(probe: SweepProbe): void {
    probe.pending = null;
    this.#ready.push(probe);
    this.#listener.woke();
  }

  #lookedUp(probe: SweepProbe, resolution: Resolution): void {
    probe.lookupTime = resolution.lookupTime;
    if (resolution.address === null) {
      this.#outcome(probe, 'not-resolved', nothingSent(wallTime(this.#clock.timers), resolution));
      this.#end(probe);
    } else {
      this.#located(probe, resolution);
    }
    this.#listener.woke();
  }

  #located(probe: SweepProbe, { address, family }: Resolved): void {
    probe.destination = address;
    probe.family = family;
    this.#listener.resolved(probe);
    this.#ready.push(probe);
  }

  /** The time in the clock of the driver, which may be another one than the sweep's. */
  #notBefore(driver: IcmpDriver, due: number | null, now: number): number | null {
    if (due === null || !this.#clock.driverKeepsBeat) return null;
    if (driver === this.#settings.template.driver) return due;
    return driver.features.has('notBefore') ? driver.now() + due - now : null;
  }

  /** The driver did not take a request. */
  #refused(probe: SweepProbe, error: unknown): void {
    // Options of the sweep that the driver has accepted before are still good: the machine has lost what they name, and
    // may get it back. An error about what only this target names ends only its own probe.
    const isItsOwn = probe.template !== this.#settings.template || argumentOf(error) === 'destination';
    const reason = unsentReason(error, isItsOwn || this.#accepted);
    if (reason === null) return this.#subscriber.error(inWordsOfOptions(error));
    this.#outcome(probe, 'not-sent', nothingSent(wallTime(this.#clock.timers), reason));
    this.#end(probe);
  }

  #complete(probe: SweepProbe, completion: EchoCompletion): void {
    this.#settle(probe, completion);
    if (completion.final) this.#end(probe);
    this.#listener.settled();
  }

  #settle(probe: SweepProbe, completion: EchoCompletion): void {
    const { phase } = completion;
    if (phase === 'outcome') {
      this.#outcome(probe, echoStatus(completion, probe.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && probe.wantsMore) {
      emit(this.#subscriber, toReply(probe, phase, completion, probe.wantsData));
    }
  }

  #outcome(probe: SweepProbe, status: EchoStatus, completion: EchoCompletion): void {
    // A probe that has an outcome is not taken back, even when it ended ahead of its time.
    probe.due = null;
    // A broadcast may have further outcomes after the one that led to another attempt.
    const retries = probe.isRetried ? null : probe.template.retries;
    const reply = toReply(probe, status, completion, probe.wantsData);
    afterOutcome(this, probe, reply, retries, probe.attempt);
  }

  #end(probe: SweepProbe): void {
    // The subscriber may have cancelled it.
    if (probe.isOver) return;
    this.#close(probe);
    this.#listener.ended(probe);
  }

  #close(probe: SweepProbe): void {
    probe.isOver = true;
    this.#underWay--;
  }
}
