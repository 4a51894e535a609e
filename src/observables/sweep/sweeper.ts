import { bindContext } from '#platform';
import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { PacedStream } from '../pacer/pace.ts';
import { StreamClock } from '../pacer/streamClock.ts';
import { timer } from '../pacer/timer.ts';
import { emit } from '../probe/emit.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { toReply } from '../probe/toReply.ts';
import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import { Queue } from '../pacer/queue.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { SweepSender, type SweepListener } from './sweepSender.ts';
import type { SweepSettings } from './sweepSettings.ts';

/** Probes that may be sent before the event loop has a turn. */
const MAX_A_TURN = 1024;
/**
 * The driver gets probes this many milliseconds ahead of their time, so that it need not wait for a busy event loop.
 */
const LOOK_AHEAD = 100;

/**
 * One subscription to a sweep: takes probes from its source while there is room for them, and hands each one to its
 * sender in its time. Everything is done in constant time, whatever the number of probes under way: they are only
 * counted.
 *
 * ```text
 * source --take--> sweeper --send, locate, delay--> sender --> driver
 *                     ^                               |
 *                     +---- ready: after a wait ------+-----> subscriber
 * ```
 *
 * The sender tells only the sweeper what becomes of a probe, and the sweeper tells the source.
 */
export class Sweeper implements ProbeTaker, PacedStream, SweepListener {
  readonly subscription: Subscription;
  readonly timers: SchedulerLike;
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  /** Other sweeps may share the pace, and wake this one in their context. */
  readonly onSlot = bindContext(() => {
    this.#sleepsFor = null;
    this.#run();
  });
  readonly #settings: SweepSettings;
  readonly #source: ProbeSource;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #clock: StreamClock;
  readonly #sender: SweepSender;

  /** Probes that have waited and can be sent now. They come before those of the source. */
  readonly #ready = new Queue<SweepProbe>();
  /** The probe that waits for a slot. */
  #held: SweepProbe | null = null;
  #wake: Subscription | null = null;
  #sleepsFor: 'slot' | 'turn' | 'beat' | null = null;
  #pumping = false;

  constructor(settings: SweepSettings, source: ProbeSource, subscriber: Subscriber<EchoReply<unknown>>) {
    const { scheduler, template } = settings;
    this.#settings = settings;
    this.#source = source;
    this.#subscriber = subscriber;
    this.subscription = subscriber;
    this.#clock = new StreamClock(template.driver, scheduler);
    this.timers = this.#clock.timers;
    this.keepAlive = template.request.keepAlive;
    this.lookAhead = this.#clock.driverKeepsBeat ? LOOK_AHEAD : 0;
    this.#sender = new SweepSender(settings, subscriber, this, this.#ready, this.#clock);
  }

  start(): void {
    this.#subscriber.add(() => this.#awake());
    this.#source.start(this);
    this.pump();
  }

  now(): number {
    return this.#clock.now();
  }

  setInterval(interval: number): void {
    this.#sender.setInterval(interval);
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  skip(probe: SweepProbe, due: number, missed: number): void {
    const nothing = nothingSent(this.#clock.epoch(due), null);
    emit(this.#subscriber, toReply(probe, 'skipped', nothing, probe.wantsData, missed));
  }

  remove(probe: SweepProbe): void {
    if (this.#subscriber.closed) return;
    emit(this.#subscriber, toReply(probe, 'removed', nothingSent(wallTime(this.timers), null), probe.wantsData));
  }

  pump(): void {
    // The sweep waits for a slot, unless the probe that needs the slot was cancelled.
    if (this.#sleepsFor === 'slot' && this.#held?.isOver === false) return;
    // Much was sent in this turn of the event loop. Until the next turn each end of a probe makes room for one more only.
    if (this.#sleepsFor === 'turn') return this.#run(1);
    this.#awake();
    this.#run();
  }

  cancel(probe: SweepProbe): void {
    // A probe that has not left leaves its slot to others.
    if (probe.slot !== null && probe.slot > this.now() && !probe.isOver) this.#settings.pace!.release(probe.slot);
    this.#sender.cancel(probe);
  }

  resolved(probe: SweepProbe): void {
    this.#source.resolved?.(probe);
  }

  retried(probe: SweepProbe, next: SweepProbe): void {
    this.#source.retried?.(probe, next);
  }

  ended(probe: SweepProbe): void {
    this.#source.ended?.(probe);
  }

  settled(): void {
    // A sweep that waits for a beat had room already: the end of a probe changes nothing.
    if (this.#sleepsFor !== 'beat' || this.#ready.length > 0) this.pump();
  }

  woke(): void {
    this.pump();
  }

  #run(most = MAX_A_TURN): void {
    // The subscriber and the source of the targets may call back while this runs, and a source after the end.
    if (this.#pumping || this.#subscriber.closed) return;
    this.#pumping = true;
    try {
      this.#sendSome(most);
    } catch (error) {
      this.#subscriber.error(error);
    }
    this.#pumping = false;
    if (this.#sender.underWay === 0 && this.#source.done) this.#subscriber.complete();
  }

  #sendSome(most: number): void {
    const { pace } = this.#settings;
    const sender = this.#sender;
    const source = this.#source;
    const now = pace !== null || source.timed ? this.now() : 0;
    const horizon = now + this.lookAhead;
    for (let steps = 0; !this.#subscriber.closed; steps++) {
      if (steps === most) return this.#sleep(0, 'turn');
      const probe = this.#next(now, horizon);
      // The source of the targets may have ended the stream.
      if (probe === null || this.#subscriber.closed) break;
      if (probe.isOver) continue;
      if (probe.destination === null) {
        // A look-up, or the outcome of a malformed target, waits for the time of the probe.
        if (probe.due !== null && probe.due > now) sender.delay(probe, probe.due - now);
        else sender.locate(probe);
      } else if (pace === null) {
        sender.send(probe, probe.due, now);
      } else {
        const due = probe.due ?? -Infinity;
        const slot = pace.take(this, now, due);
        if (slot === null) {
          this.#held = probe;
          this.#sleepsFor = 'slot';
          return pace.wait(this, due);
        }
        probe.slot = slot;
        sender.send(probe, slot, now);
      }
    }
    if (source.next !== null && this.#hasRoom()) this.#sleep(source.next - now, 'beat');
  }

  #next(now: number, horizon: number): SweepProbe | null {
    const waiting = this.#held ?? this.#ready.shift();
    this.#held = null;
    if (waiting !== undefined) return waiting;
    const taken = this.#hasRoom() ? this.#source.take(now, horizon) : null;
    if (taken !== null) this.#sender.accept();
    return taken;
  }

  #hasRoom(): boolean {
    return this.#sender.underWay < this.#settings.concurrent;
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
}
