import type { Observable, Subscriber, Unsubscribable } from 'rxjs';
import type { EchoCompletion, IcmpDriver, IcmpHandle } from '../../icmpapi/icmpapi.ts';
import { OwnRequest } from '../../icmpapi/ownRequest.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { pacedDelivery } from '../options/pacedDelivery.ts';
import { Delays } from '../pacer/delays.ts';
import type { StreamClock } from '../pacer/streamClock.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { afterOutcome, type Attempts } from '../probe/afterOutcome.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { emit } from '../probe/emit.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { sendEcho, type Asked } from '../probe/sendEcho.ts';
import { toReply } from '../probe/toReply.ts';
import { unsentReason, type UnsentReason } from '../probe/unsentReason.ts';
import type { PingSettings } from './pingSettings.ts';
import type { SeriesBeat } from './seriesBeat.ts';
import { SeriesProbe, type ProbeOwner } from './seriesProbe.ts';
import type { SeriesTemplate } from './seriesTemplate.ts';

/** The part of a series that sends its probes, tries again those that fail, and emits what becomes of them. */
export abstract class SeriesSender
  implements Asked, Attempts<SeriesProbe, EchoReply<unknown>>, ProbeOwner, Unsubscribable
{
  readonly target: string;
  readonly tag: unknown;
  protected readonly template: SeriesTemplate;
  protected readonly subscriber: Subscriber<EchoReply<unknown>>;
  #handle4: IcmpHandle | null = null;
  #handle6: IcmpHandle | null = null;
  #deliverWithin = 0;
  #underWay = 0;
  /** Made when it is needed: a driver that keeps the beat and no retries leave it without work. */
  #delays: Delays | null = null;

  constructor({ template, target, tag }: PingSettings, subscriber: Subscriber<EchoReply<unknown>>) {
    this.template = template;
    this.target = target;
    this.tag = tag;
    this.subscriber = subscriber;
  }

  /** The first news of a probe may be that of its beat. @returns whether the series waited for it. */
  protected abstract departed(probe: SeriesProbe): boolean;

  /** There may be something to do. */
  protected abstract run(): void;

  get driver(): IcmpDriver {
    return this.template.driver;
  }

  get networkInterface(): string | number | undefined {
    return this.template.networkInterface;
  }

  protected get clock(): StreamClock {
    return this.template.clock;
  }

  protected get delays(): Delays {
    return (this.#delays ??= new Delays(this.subscriber, this.clock.timers, this.template.keepAlive));
  }

  /** Probes that have not ended: the driver has them, or they are to be tried again. */
  protected get underWay(): number {
    return this.#underWay;
  }

  /** From now on beats are so many milliseconds apart. */
  protected deliverBy(interval: number): void {
    // The next beat is sent once this one is told to have left: that must not be told when the next one is due.
    this.#deliverWithin = Math.min(pacedDelivery(this.template, interval), interval / 2);
  }

  /**
   * Opens the handle for a family, unless it is open. The end of the subscription closes it.
   *
   * @throws what the driver throws when this process may not ping.
   */
  protected open(family: 4 | 6): IcmpHandle {
    const open = family === 4 ? this.#handle4 : this.#handle6;
    if (open !== null) return open;
    const handle = this.driver.createFile(family, true);
    if (family === 4) this.#handle4 = handle;
    else this.#handle6 = handle;
    this.subscriber.add(this);
    return handle;
  }

  /** RxJS calls this at the end of the subscription, once for each handle. */
  unsubscribe(): void {
    const open = [this.#handle4, this.#handle6];
    this.#handle4 = this.#handle6 = null;
    for (const handle of open) if (handle !== null) this.driver.closeHandle(handle);
  }

  /**
   * Sends a probe.
   *
   * @param ahead the time for which the driver is to wait, and it is to tell when the probe has left; null sends at once.
   * @throws what the driver throws.
   */
  protected send(probe: SeriesProbe, ahead: number | null): void {
    const { request, requestAhead, keepAlive, clock } = this.template;
    // The process may exit only before the beat: otherwise a request that is sent now could be lost before it leaves.
    const holds = keepAlive || ahead === null || ahead <= clock.now();
    const like = ahead === null ? request : requestAhead;
    const echo = new OwnRequest(like, probe.to.address, ahead, false, this.#deliverWithin, holds);
    // Bound: an arrow function would take more memory for each probe.
    probe.pending = sendEcho(this, this.open(probe.to.family), echo, probe.complete.bind(probe));
  }

  /** From now on a probe is under way, until it ends. */
  protected begin(): void {
    this.#underWay++;
  }

  /** The driver did not take a probe that is under way, for a reason that may pass. */
  protected refused(probe: SeriesProbe, reason: UnsentReason): void {
    this.#outcome(probe, 'not-sent', nothingSent(wallTime(this.clock.timers), reason));
    this.#end(probe);
  }

  /**
   * Emits why a beat is not sent.
   *
   * @param missed for how many beats it stands.
   */
  protected emitUnsent(
    status: 'skipped' | 'not-resolved',
    nothing: EchoCompletion,
    { sequence, lookupTime }: SeriesBeat,
    destination: string | null,
    missed = 0,
  ): void {
    const { target, tag } = this;
    const probe = { target, tag, destination, lookupTime, sequence, round: 0, attempt: 1 };
    emit(this.subscriber, toReply(probe, status, nothing, this.template.request.wantData, missed));
  }

  protected cancel(probe: SeriesProbe): void {
    probe.pending?.cancel();
    this.#end(probe);
  }

  isWanted(probe: SeriesProbe): boolean {
    return !probe.isOver && !this.subscriber.closed;
  }

  emit(_probe: SeriesProbe, reply: EchoReply<unknown>): void {
    emit(this.subscriber, reply);
  }

  tryAgain(probe: SeriesProbe, delay: number | Observable<unknown>, reply: EchoReply<unknown>): void {
    probe.isRetried = true;
    const next = new SeriesProbe(this, probe.to, probe, probe.attempt + 1);
    this.begin();
    const go = (): void => this.#sendAgain(next);
    if (typeof delay === 'number') {
      this.delays.add(delay, go);
      return;
    }
    const giveUp = (): void => {
      this.#end(next);
      if (!this.template.retries!.emitsEvery) emit(this.subscriber, reply);
      this.run();
    };
    this.delays.await(delay, { go, giveUp, fail: (reason) => this.fail(reason) });
  }

  fail(reason: unknown): void {
    this.subscriber.error(reason);
  }

  complete(probe: SeriesProbe, completion: EchoCompletion): void {
    const departed = this.departed(probe);
    this.#settle(probe, completion);
    if (completion.final) this.#end(probe);
    if (departed || completion.final) this.run();
  }

  #sendAgain(probe: SeriesProbe): void {
    try {
      this.send(probe, null);
    } catch (error) {
      const reason = unsentReason(error, true);
      if (reason === null) return this.fail(error);
      this.refused(probe, reason);
      this.run();
    }
  }

  #settle(probe: SeriesProbe, completion: EchoCompletion): void {
    const { phase } = completion;
    if (phase === 'outcome') {
      this.#outcome(probe, echoStatus(completion, probe.to.family), completion);
    } else if ((phase === 'late' || phase === 'duplicate') && this.#wantsMore(probe)) {
      emit(this.subscriber, toReply(probe, phase, completion, this.template.request.wantData));
    }
  }

  /** Late and duplicate replies are emitted, except after an outcome that was not emitted. */
  #wantsMore({ isRetried }: SeriesProbe): boolean {
    const { lateWindow, retries } = this.template;
    return lateWindow > 0 && !(isRetried && !retries!.emitsEvery);
  }

  #outcome(probe: SeriesProbe, status: EchoStatus, completion: EchoCompletion): void {
    // A broadcast may have further outcomes after the one that led to another attempt.
    const retries = probe.isRetried ? null : this.template.retries;
    const reply = toReply(probe, status, completion, this.template.request.wantData);
    afterOutcome(this, probe, reply, retries, probe.attempt);
  }

  #end(probe: SeriesProbe): void {
    if (probe.isOver) return;
    probe.isOver = true;
    this.#underWay--;
  }
}
