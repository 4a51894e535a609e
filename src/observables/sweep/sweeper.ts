import { asyncScheduler, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { Feed, FeedReader } from './probeSource.ts';
import type { Flight } from './sweepProbe.ts';
import { Flights } from './sweepProbes.ts';
import type { PacedStream } from '../pacer/pace.ts';
import { Queue } from './queue.ts';
import type { SweepSettings } from './sweepSettings.ts';
import { timer } from '../pacer/timer.ts';

/** Probes that may be sent before the event loop has a turn. */
const MAX_A_TURN = 1024;
/** Milliseconds that the driver gets probes ahead of their time, so that it need not wait for a busy event loop. */
const LOOK_AHEAD = 100;

/**
 * One subscription to a sweep: takes probes from a feed while there is room for them, and has each sent in its time.
 * Everything is done in constant time, whatever the number of those under way: they are only counted.
 */
export class Sweeper implements FeedReader, PacedStream {
  readonly subscription: Subscription;
  readonly timers: SchedulerLike;
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  readonly #settings: SweepSettings;
  readonly #feed: Feed;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #flights: Flights;

  /** Their time has come, but not their slot. */
  readonly #ready = new Queue<Flight>();
  #held: Flight | null = null;
  #wake: Subscription | null = null;
  #sleepsFor: 'slot' | 'turn' | 'beat' | null = null;
  #pumping = false;

  constructor(settings: SweepSettings, feed: Feed, subscriber: Subscriber<EchoReply<unknown>>) {
    const { scheduler, template } = settings;
    this.#settings = settings;
    this.#feed = feed;
    this.#subscriber = subscriber;
    this.subscription = subscriber;
    this.timers = scheduler ?? asyncScheduler;
    this.keepAlive = template.request.keepAlive;
    const driverKeepsBeat = scheduler === null && template.driver.features.has('notBefore');
    this.lookAhead = driverKeepsBeat ? LOOK_AHEAD : 0;
    const listener = {
      ready: (flight: Flight) => this.#ready.push(flight),
      pump: () => this.pump(),
      settled: () => this.#settled(),
    };
    this.#flights = new Flights(settings, feed, subscriber, listener, this.timers, driverKeepsBeat);
  }

  start(): void {
    this.#subscriber.add(() => {
      this.#awake();
      this.#flights.cancelAll();
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
    this.#flights.skip(flight, this.timers.now() - (this.now() - due), missed);
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
    this.#flights.cancel(flight);
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
    if (this.#flights.live === 0 && this.#feed.done) this.#subscriber.complete();
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
        if (flight.due !== null && flight.due > now) this.#flights.delay(flight, flight.due - now);
        else this.#flights.prepare(flight);
      } else if (pace === null) {
        this.#flights.send(flight, flight.due, now);
      } else {
        const slot = pace.take(this, now);
        if (slot === null) {
          this.#held = flight;
          this.#sleepsFor = 'slot';
          return pace.wait(this);
        }
        this.#flights.send(flight, Math.max(slot, flight.due ?? slot), now);
      }
    }
    if (feed.next !== null && this.#hasRoom()) this.#sleep(feed.next - now, 'beat');
  }

  #next(now: number, horizon: number): Flight | null {
    const waiting = this.#held ?? this.#ready.shift();
    this.#held = null;
    if (waiting !== undefined) return waiting;
    const taken = this.#hasRoom() ? this.#feed.take(now, horizon) : null;
    if (taken !== null) this.#flights.live++;
    return taken;
  }

  #hasRoom(): boolean {
    return this.#flights.live < this.#settings.concurrent;
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
