import type { SchedulerLike, Subscriber } from 'rxjs';
import type { EchoCompletion, EchoRequest, PendingEcho } from '../../icmpapi/icmpapi.ts';
import type { Delays } from '../pacer/delays.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { Handles } from '../probe/handles.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import type { PingSettings } from './pingSettings.ts';
import { refusalErrno } from '../probe/refusalErrno.ts';
import type { Resolved } from '../options/resolution.ts';
import { sendEcho } from '../probe/sendEcho.ts';
import { toReply } from '../probe/toReply.ts';
import type { SeriesBeat } from './seriesBeat.ts';

/** What a series has to know of its probes. */
export interface SeriesListener {
  /** The first word of a beat: it has left, or could not. @returns whether it was waited for. */
  departed(beat: SeriesBeat): boolean;
  /** There may be something to do. */
  run(): void;
}

/** The probes of a series: sends them, tries again those that fail, and emits what becomes of them. */
export class SeriesProbes {
  /** Those that have not ended: the driver has them, or they are to be tried again. */
  outstanding = 0;
  readonly #settings: PingSettings;
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #listener: SeriesListener;
  readonly #delays: Delays;
  readonly #timers: SchedulerLike;
  readonly #handles: Handles;
  readonly #request: EchoRequest;

  /** @param timers tell the time of what was not sent. */
  constructor(
    settings: PingSettings,
    subscriber: Subscriber<EchoReply<unknown>>,
    listener: SeriesListener,
    delays: Delays,
    timers: SchedulerLike,
  ) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#delays = delays;
    this.#timers = timers;
    this.#handles = new Handles(subscriber);
    this.#request = { ...settings.request, lateWindow: settings.lateWindow };
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
    beat.requests.push(this.#send(beat, destination, 1, isAhead));
    this.outstanding++;
  }

  cancel({ requests }: SeriesBeat): void {
    for (const request of requests) request.cancel();
    this.outstanding -= requests.length;
  }

  /** What the driver did not take, for a reason that may pass. */
  notSent(beat: SeriesBeat, destination: Resolved, errno: string, attempt = 1): void {
    this.#outcome(beat, destination, 'not-sent', nothingSent(this.#timers.now(), errno), attempt);
  }

  emit(
    beat: SeriesBeat,
    destination: string | null,
    status: EchoStatus,
    completion: EchoCompletion,
    attempt = 1,
    missed = 0,
  ): void {
    this.#subscriber.next(this.#reply(beat, destination, status, completion, attempt, missed));
  }

  #send(beat: SeriesBeat, destination: Resolved, attempt: number, isAhead: boolean): PendingEcho {
    const { driver, lateWindow, keepAlive, retries } = this.#settings;
    const { address, family } = destination;
    const request = {
      ...this.#request,
      destination: address,
      notBefore: isAhead ? beat.at : null,
      reportSent: isAhead,
      // Only until its beat may the process exit: what is sent now would else be forgotten before it has left.
      keepAlive: keepAlive || !isAhead || beat.at <= driver.now(),
    };
    let isRetried = false;
    // What comes after an outcome that nobody was told is not told either.
    const isWithheld = (): boolean => isRetried && !retries!.emitsEvery;
    return sendEcho(this.#settings, this.#handles.of(driver, family), request, (completion) => {
      const departed = this.#listener.departed(beat);
      const { phase, final } = completion;
      if (final) this.outstanding--;
      if (phase === 'outcome') {
        const status = echoStatus(completion, family);
        if (isRetried) this.emit(beat, address, status, completion, attempt);
        else isRetried = this.#outcome(beat, destination, status, completion, attempt);
      } else if ((phase === 'late' || phase === 'duplicate') && lateWindow > 0 && !isWithheld()) {
        this.emit(beat, address, phase, completion, attempt);
      }
      if (departed || final) this.#listener.run();
    });
  }

  /** @returns whether the probe is tried again. */
  #outcome(
    beat: SeriesBeat,
    destination: Resolved,
    status: EchoStatus,
    completion: EchoCompletion,
    attempt: number,
  ): boolean {
    const { retries } = this.#settings;
    const reply = this.#reply(beat, destination.address, status, completion, attempt);
    let delay: number | null = null;
    try {
      if (retries !== null && attempt <= retries.count && retries.wants(reply)) delay = retries.delay(reply);
    } catch (error) {
      this.#subscriber.error(error);
      return false;
    }
    if (delay !== null) this.#retry(beat, destination, attempt + 1, delay);
    if (delay === null || retries!.emitsEvery) this.#subscriber.next(reply);
    return delay !== null;
  }

  #retry(beat: SeriesBeat, destination: Resolved, attempt: number, delay: number): void {
    this.outstanding++;
    this.#delays.add(delay, () => {
      try {
        this.#send(beat, destination, attempt, false);
      } catch (error) {
        const errno = refusalErrno(error, true);
        if (errno === null) return this.#subscriber.error(error);
        this.outstanding--;
        this.notSent(beat, destination, errno, attempt);
        this.#listener.run();
      }
    });
  }

  #reply(
    { sequence, lookup }: SeriesBeat,
    destination: string | null,
    status: EchoStatus,
    completion: EchoCompletion,
    attempt: number,
    missed = 0,
  ): EchoReply<unknown> {
    return toReply(this.#settings, destination, lookup, sequence, status, completion, missed, 0, attempt);
  }
}
