import type { Observable, Subscriber } from 'rxjs';
import type { EchoCompletion, EchoRequest, PendingEcho } from '../../icmpapi/icmpapi.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { pacedDelivery } from '../options/pacedDelivery.ts';
import type { Resolved } from '../options/resolution.ts';
import type { Delays } from '../pacer/delays.ts';
import type { StreamClock } from '../pacer/streamClock.ts';
import { afterOutcome, type Attempts } from '../probe/afterOutcome.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { emit } from '../probe/emit.ts';
import { Handles } from '../probe/handles.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { unsentReason, type UnsentReason } from '../probe/unsentReason.ts';
import { sendEcho } from '../probe/sendEcho.ts';
import { toReply } from '../probe/toReply.ts';
import type { PingSettings } from './pingSettings.ts';
import type { SeriesBeat } from './seriesBeat.ts';
import type { SeriesProbe } from './seriesProbe.ts';

/** What a series is told of its probes. */
export interface SeriesListener {
  /** The first news of a beat: it has left, or could not. @returns whether the series waited for it. */
  departed(beat: SeriesBeat): boolean;
  /** There may be something to do. */
  run(): void;
}

/** Sends the probes of a series, tries again those that fail, and emits what becomes of them. */
export class SeriesSender implements Attempts<SeriesProbe, EchoReply<unknown>> {
  readonly #settings: PingSettings;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #listener: SeriesListener;
  readonly #delays: Delays;
  readonly #clock: StreamClock;
  readonly #handles: Handles;
  #request: EchoRequest;
  #underWay = 0;

  constructor(
    settings: PingSettings,
    subscriber: Subscriber<EchoReply<unknown>>,
    listener: SeriesListener,
    delays: Delays,
    clock: StreamClock,
  ) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#delays = delays;
    this.#clock = clock;
    this.#handles = new Handles(subscriber);
    this.#request = { ...settings.request, lateWindow: settings.lateWindow };
  }

  /** Probes that have not ended: the driver has them, or they are to be tried again. */
  get underWay(): number {
    return this.#underWay;
  }

  /** From now on beats are so many milliseconds apart. */
  setInterval(interval: number): void {
    // The next beat is sent once this one is told to have left: that must not be told when the next one is due.
    const deliverWithin = Math.min(pacedDelivery(this.#settings, interval), interval / 2);
    this.#request = { ...this.#request, deliverWithin };
  }

  /** @throws what the driver throws when this process may not ping. */
  open(family: 4 | 6): void {
    this.#handles.of(this.#settings.driver, family);
  }

  /**
   * Sends one more probe of a beat.
   *
   * @param isAhead the driver is to wait for the beat, and to tell when the probe has left.
   * @throws what the driver throws.
   */
  send(beat: SeriesBeat, destination: Resolved, isAhead: boolean): void {
    const probe = this.#probeOf(beat, destination);
    probe.pending = this.#send(probe, beat, isAhead);
    beat.probes.push(probe);
    this.#underWay++;
  }

  /** The driver did not take a probe of a beat, for a reason that may pass. */
  notSent(beat: SeriesBeat, destination: Resolved, reason: UnsentReason): void {
    const probe = this.#probeOf(beat, destination);
    this.#underWay++;
    this.#refused(probe, reason);
  }

  /** Takes back the probes of a beat. */
  cancel({ probes }: SeriesBeat): void {
    for (const probe of probes) {
      probe.pending?.cancel();
      this.#end(probe);
    }
  }

  isWanted(probe: SeriesProbe): boolean {
    return !probe.isOver && !this.#subscriber.closed;
  }

  emit(_probe: SeriesProbe, reply: EchoReply<unknown>): void {
    emit(this.#subscriber, reply);
  }

  tryAgain(probe: SeriesProbe, delay: number | Observable<unknown>, reply: EchoReply<unknown>): void {
    probe.isRetried = true;
    const next = { ...probe, attempt: probe.attempt + 1, pending: null, isRetried: false, isOver: false };
    this.#underWay++;
    const go = (): void => this.#sendAgain(next);
    if (typeof delay === 'number') {
      this.#delays.add(delay, go);
      return;
    }
    const giveUp = (): void => {
      this.#end(next);
      if (!this.#settings.retries!.emitsEvery) emit(this.#subscriber, reply);
      this.#listener.run();
    };
    this.#delays.await(delay, { go, giveUp, fail: (reason) => this.fail(reason) });
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  #probeOf({ sequence, lookupTime }: SeriesBeat, { address: destination, family }: Resolved): SeriesProbe {
    const { target, tag } = this.#settings;
    const value = { target, tag, destination, lookupTime, sequence, round: 0, attempt: 1 };
    return { ...value, family, pending: null, isRetried: false, isOver: false };
  }

  #sendAgain(probe: SeriesProbe): void {
    try {
      probe.pending = this.#send(probe, null, false);
    } catch (error) {
      const reason = unsentReason(error, true);
      if (reason === null) return this.#subscriber.error(error);
      this.#refused(probe, reason);
      this.#listener.run();
    }
  }

  /** @param beat the beat whose first news this probe may bring; null for a probe of a beat that has passed. */
  #send(probe: SeriesProbe, beat: SeriesBeat | null, isAhead: boolean): PendingEcho {
    const { driver, keepAlive } = this.#settings;
    const notBefore = isAhead ? beat!.at : null;
    const request = {
      ...this.#request,
      destination: probe.destination,
      notBefore,
      reportSent: isAhead,
      // The process may exit only before the beat: otherwise a request that is sent now could be lost before it leaves.
      keepAlive: keepAlive || notBefore === null || notBefore <= driver.now(),
    };
    const handle = this.#handles.of(driver, probe.family);
    return sendEcho(this.#settings, handle, request, (completion) => {
      const departed = beat !== null && this.#listener.departed(beat);
      this.#settle(probe, completion);
      if (completion.final) this.#end(probe);
      if (departed || completion.final) this.#listener.run();
    });
  }

  #settle(probe: SeriesProbe, completion: EchoCompletion): void {
    const { phase } = completion;
    if (phase === 'outcome') {
      this.#outcome(probe, echoStatus(completion, probe.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && this.#wantsMore(probe)) {
      emit(this.#subscriber, toReply(probe, phase, completion, this.#request.wantData));
    }
  }

  /** Late and duplicate replies are emitted, except after an outcome that was not emitted. */
  #wantsMore({ isRetried }: SeriesProbe): boolean {
    const { lateWindow, retries } = this.#settings;
    return lateWindow > 0 && !(isRetried && !retries!.emitsEvery);
  }

  #refused(probe: SeriesProbe, reason: UnsentReason): void {
    this.#outcome(probe, 'not-sent', nothingSent(wallTime(this.#clock.timers), reason));
    this.#end(probe);
  }

  #outcome(probe: SeriesProbe, status: EchoStatus, completion: EchoCompletion): void {
    // A broadcast may have further outcomes after the one that led to another attempt.
    const retries = probe.isRetried ? null : this.#settings.retries;
    const reply = toReply(probe, status, completion, this.#request.wantData);
    afterOutcome(this, probe, reply, retries, probe.attempt);
  }

  #end(probe: SeriesProbe): void {
    if (probe.isOver) return;
    probe.isOver = true;
    this.#underWay--;
  }
}
