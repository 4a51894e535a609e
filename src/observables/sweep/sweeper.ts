import { asyncScheduler, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { SweepProbes } from './sweepProbes.ts';
import type { PacedStream } from '../pacer/pace.ts';
import { Queue } from './queue.ts';
import type { SweepSettings } from './sweepSettings.ts';
import { timer } from '../pacer/timer.ts';

/** Probes that may be sent before the event loop has a turn. */
const MAX_A_TURN = 1024;
/** Milliseconds that the driver gets probes ahead of their time, so that it need not wait for a busy event loop. */
const LOOK_AHEAD = 100;

/**
 * One subscription to a sweep: takes probes from a source while there is room for them, and has each sent in its time.
 * Everything is done in constant time, whatever the number of those under way: they are only counted.
 */
export class Sweeper implements ProbeTaker, PacedStream {
  readonly subscription: Subscription;
  readonly timers: SchedulerLike;
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  readonly #settings: SweepSettings;
  readonly #source: ProbeSource;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #probes: SweepProbes;

  /** Their time has come, but not their slot. */
  readonly #ready = new Queue<SweepProbe>();
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
    this.timers = scheduler ?? asyncScheduler;
    this.keepAlive = template.request.keepAlive;
    const driverKeepsBeat = scheduler === null && template.driver.features.has('notBefore');
    this.lookAhead = driverKeepsBeat ? LOOK_AHEAD : 0;
    const listener = {
      ready: (probe: SweepProbe) => this.#ready.push(probe),
      pump: () => this.pump(),
      settled: () => this.#settled(),
    };
    this.#probes = new SweepProbes(settings, source, subscriber, listener, this.timers, driverKeepsBeat);
  }

  start(): void {
    this.#subscriber.add(() => {
      this.#awake();
      this.#probes.cancelAll();
    });
    this.#source.start(this);
    this.pump();
  }

  now(): number {
    const { scheduler, template } = this.#settings;
    return scheduler === null ? template.driver.now() : scheduler.now();
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  skip(probe: SweepProbe, due: number, missed: number): void {
    this.#probes.skip(probe, this.timers.now() - (this.now() - due), missed);
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

  cancel(probe: SweepProbe): void {
    this.#probes.cancel(probe);
  }

  #settled(): void {
    // Asleep for a beat, the sweep had room before.
    if (this.#sleepsFor !== 'beat' || this.#ready.length > 0) this.pump();
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
    if (this.#probes.live === 0 && this.#source.done) this.#subscriber.complete();
  }

  #sendSome(most: number): void {
    const { pace } = this.#settings;
    const source = this.#source;
    const now = pace !== null || source.timed ? this.now() : 0;
    const horizon = now + this.lookAhead;
    for (let steps = 0; !this.#subscriber.closed; steps++) {
      if (steps === most) return this.#sleep(0, 'turn');
      const probe = this.#next(now, horizon);
      if (probe === null) break;
      if (probe.isOver) continue;
      if (probe.address === null) {
        // A look-up is made, and what is malformed is told, when the time has come, and not ahead of it.
        if (probe.due !== null && probe.due > now) this.#probes.delay(probe, probe.due - now);
        else this.#probes.prepare(probe);
      } else if (pace === null) {
        this.#probes.send(probe, probe.due, now);
      } else {
        const slot = pace.take(this, now);
        if (slot === null) {
          this.#held = probe;
          this.#sleepsFor = 'slot';
          return pace.wait(this);
        }
        this.#probes.send(probe, Math.max(slot, probe.due ?? slot), now);
      }
    }
    if (source.next !== null && this.#hasRoom()) this.#sleep(source.next - now, 'beat');
  }

  #next(now: number, horizon: number): SweepProbe | null {
    const waiting = this.#held ?? this.#ready.shift();
    this.#held = null;
    if (waiting !== undefined) return waiting;
    const taken = this.#hasRoom() ? this.#source.take(now, horizon) : null;
    if (taken !== null) this.#probes.live++;
    return taken;
  }

  #hasRoom(): boolean {
    return this.#probes.live < this.#settings.concurrent;
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
